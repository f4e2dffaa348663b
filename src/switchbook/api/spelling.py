"""Requests as the query string spells them, and answers read back from their JSON: what clients and pages need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from switchbook.errors import SwitchbookError
from switchbook.model.session import wire_name

T = TypeVar("T")


def parameters(request: msgspec.Struct) -> dict[str, str]:
    """A request as the query string spells it; members at their defaults are left out."""
    told = {}
    for field in msgspec.structs.fields(request):
        value = getattr(request, field.name)
        if value != field.default:
            told[field.encode_name] = spelled(value)
    return told


def read_answer(kind: type[T], body: bytes) -> T:
    """An answer of this type from its JSON. Raises SwitchbookError when it is none."""
    try:
        read: T = _read(kind, msgspec.json.decode(body))
    except (msgspec.DecodeError, AttributeError, KeyError, TypeError) as bad:
        raise SwitchbookError(f"the server's answer is no {kind.__name__}") from bad
    return read


def spelled(value: object) -> str:
    """A value of a request's member as the query string spells it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(_element(element or "") for element in value)
    return str(int(value)) if isinstance(value, int) else str(value)


def _element(text: str) -> str:
    """An element of a JSV list: quoted where it holds what would end it, or begin another kind of value."""
    plain = text and not any(c in text for c in ',"[]{}') and text == text.strip()
    return text if plain else '"' + text.replace('"', '""') + '"'


def _read(kind: Any, value: Any) -> Any:
    """A JSON value as a value of this type: enums come by name, absent members are at their defaults."""
    if value is None:
        return None
    if isinstance(kind, UnionType):
        # Of a member that may be absent, the type that it has where it is not.
        kind = next(each for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is tuple:
        of = get_args(kind)[0]
        return tuple(_read(of, element) for element in value)
    if not isinstance(kind, type):
        return value
    if issubclass(kind, IntEnum):
        return _by_name(kind)[value]
    if issubclass(kind, StrEnum):
        return kind(value)
    if issubclass(kind, msgspec.Struct):
        read = ((name, _read(of, value[wire])) for name, wire, of in _members(kind) if value.get(wire) is not None)
        return kind(**dict(read))
    return value


@cache
def _by_name(kind: type[IntEnum]) -> Mapping[str, IntEnum]:
    return {wire_name(member): member for member in kind}


@cache
def _members(kind: type[msgspec.Struct]) -> Sequence[tuple[str, str, Any]]:
    """Name, name on the wire, and type of each member."""
    kinds = get_type_hints(kind)
    return [
        (name, wire, kinds[name])
        for name, wire in zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
    ]
