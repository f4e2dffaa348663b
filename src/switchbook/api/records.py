"""What the operations on records share: stamps on the way out, texts and given members on the way in."""

from __future__ import annotations

from typing import Any

import msgspec

from switchbook.errors import BadRequest
from switchbook.model.directory import Entity
from switchbook.model.wire_json import instant

_LONGEST_NAME = 200


def stamps(record: Entity) -> dict[str, Any]:
    """The members of EntityInfo of a record."""
    made, changed = record.date_created, record.date_last_modified
    return {
        "id": record.id,
        "date_created": None if made is None else instant(made),
        "date_last_modified": None if changed is None else instant(changed),
        "created_by": record.created_by,
        "last_modified_by": record.last_modified_by,
    }


def named(name: str | None, field: str = "name") -> str:
    """The name of a record, without white space around. Raises BadRequest where it is absent, empty or too long."""
    kept = (name or "").strip()
    if not kept:
        raise BadRequest.of_field(field, f"{field} is wanted: a text of at most {_LONGEST_NAME} letters")
    if len(kept) > _LONGEST_NAME:
        raise BadRequest.of_field(field, f"{field} is of at most {_LONGEST_NAME} letters, not {len(kept)}")
    return kept


def filled(request: msgspec.Struct, kind: type[msgspec.Struct], *, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a PATCH gives of a record of this kind: members of the same name, save some.

    An absent one is not there; an empty text is None, which clears; an empty element of a list is left out.
    """
    given: dict[str, Any] = {}
    for attribute in request.__struct_fields__:
        value = getattr(request, attribute)
        if attribute in but or value is None or attribute not in kind.__struct_fields__:
            continue
        if isinstance(value, str):
            value = value.strip() or None
        given[attribute] = tuple(each for each in value if each) if isinstance(value, tuple) else value
    return given
