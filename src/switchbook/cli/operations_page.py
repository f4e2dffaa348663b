"""The page of operations, from their table: routes, who may ask, and every member of what is asked and answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum, IntEnum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from switchbook.api.operation import Operation
from switchbook.api.operations import OPERATIONS
from switchbook.api.types import ListResponse, descriptions, extensions, secret_members
from switchbook.model.answer import Nothing
from switchbook.model.session import wire_name

_EXTENSION = " *(extension)*"
_IN_BODY = " *(in a body alone)*"
_ASKED = frozenset(operation.request for operation in OPERATIONS)
_WORDS: Mapping[object, str] = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def operations_page() -> str:
    """Every operation, then every type that its answer is made of, as Markdown."""
    operations = "\n".join(_operation(operation) for operation in OPERATIONS)
    types = "\n".join(f"### {kind.__name__}\n\n{_members(kind)}" for kind in _parts())
    return f"""\
# Operations

Every operation has a route of its own, which may end in a format (`/sessions.csv`), and the predefined ones
`/api/NAME`, `/FORMAT/reply/NAME` and `/FORMAT/oneway/NAME`, in any case. [Formats](formats.md) says which format an
answer has. `/api` lists the operations. An error is
`{{"responseStatus":{{"errorCode":…,"message":…,"errors":[…]}}}}`.

- **Parameters** count in any case; repeated ones are joined with commas. A list is `a,b` or `[a,b]`, with `"a,b"` for
  an element that holds a comma. What cannot be read is refused, every field of it at once.
- **Unknown parameters** are ignored, unless the request asks otherwise by `Prefer: handling=strict` or `strict=true`:
  then they are refused by name.
- **Sort fields** of sessions stand in [filters](filters.md#order), those too that the original API does not have.
- **Reads may be posted** on the predefined routes, as JSON, JSV, XML or a form; so may several at once, as a JSON array
  to `/api/NAME[]`, which is answered with an array and `X-AutoBatch-Completed`.
- **Method override**: `X-Http-Method-Override` is heard on a POST, and never makes a write of a read.

{operations}
## Types

Members that are null are left out; dates are in UTC, such as `2026-05-09T14:03:22.120Z`.

{types}"""


def _operation(operation: Operation) -> str:
    who = ", ".join(operation.roles) or ("anybody signed in" if operation.needs_actor else "anybody")
    routes = " or ".join(f"`{operation.verb} {route}`" for route in (operation.route, *operation.also))
    asked = _members(operation.request) or "It has no parameters.\n"
    return f"""\
## {operation.name}

{operation.summary}

{routes} · who: {who} · answers {_answer(operation)}

{asked}"""


def _answer(operation: Operation) -> str:
    if operation.answer is Nothing:
        return "nothing (204)"
    return f"a list of {_link(operation.answer)}" if operation.lists else _link(operation.answer)


def _members(kind: type[msgspec.Struct]) -> str:
    told, ours = descriptions(kind), extensions(kind)
    kinds = get_type_hints(kind)
    secrets = secret_members(kind)
    notes = {
        name: text + _EXTENSION * (name in ours) + _IN_BODY * (name in secrets and kind in _ASKED)
        for name, text in told.items()
    }
    rows = [
        f"| `{field.encode_name}` | {_type(kinds[field.name])} | {notes[field.encode_name]} |\n"
        for field in msgspec.structs.fields(kind)
    ]
    return "| member | type | what it is |\n|---|---|---|\n" + "".join(rows) if rows else ""


def _type(kind: Any) -> str:
    parts = [part for part in get_args(kind) if part is not NoneType and part is not ...]
    if get_origin(kind) is tuple:
        return f"list of {_type(parts[0])}"
    if get_origin(kind) is Mapping:
        return "names and values"
    if parts:
        return _type(parts[0])
    if isinstance(kind, type) and issubclass(kind, Enum):
        names = (wire_name(member) if isinstance(member, IntEnum) else member.value for member in kind)
        return " · ".join(f"`{name}`" for name in names)
    return _link(kind) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else _WORDS[kind]


def _link(kind: type) -> str:
    return f"[{kind.__name__}](#{kind.__name__.lower()})"


def _parts() -> Iterator[type[msgspec.Struct]]:
    """The types that answers are made of, each once, the outer ones first."""
    seen: dict[type[msgspec.Struct], None] = {}
    waiting: list[Any] = [ListResponse, *(each.answer for each in OPERATIONS if each.answer is not Nothing)]
    while waiting:
        kind = waiting.pop(0)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in seen:
            seen[kind] = None
            waiting.extend(get_type_hints(kind).values())
        else:
            waiting.extend(get_args(kind))
    yield from seen
