"""The shape of a wire type: its members in the order of the wire, which class declares each, and what it holds."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from enum import IntEnum
from functools import cache

import msgspec

from switchbook.model.session import wire_name


class Kind(msgspec.Struct, frozen=True):
    """What a member holds: a `str`, `bool`, `int`, an enum, a struct or a Mapping of strings, or a list of such."""

    of: type
    many: bool = False

    @property
    def nullable(self) -> bool:
        """Whether .NET can hold a null here."""
        return self.many or not issubclass(self.of, int)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number of each name, where it is one enum member; else empty."""
        return _numbers(self.of) if not self.many and issubclass(self.of, IntEnum) else {}


class Member(msgspec.Struct, frozen=True):
    """One member: its name on the wire, the class that declares it, what it holds."""

    name: str
    owner: type
    kind: Kind


@cache
def members(wire_type: type[msgspec.Struct]) -> tuple[Member, ...]:
    """The members of a wire type. Raises TypeError for one that no wire type has."""
    return tuple(
        Member(field.encode_name, _owner(wire_type, field.name), _kind(field.type))
        for field in msgspec.structs.fields(wire_type)
    )


def pascal(name: str) -> str:
    """A camelCase name as .NET declares it."""
    return name[:1].upper() + name[1:]


def _owner(wire_type: type, attribute: str) -> type:
    classes = [each for each in reversed(wire_type.__mro__) if issubclass(each, msgspec.Struct)]
    return next(each for each in classes if attribute in each.__struct_fields__)


def _kind(annotation: typing.Any) -> Kind:
    if typing.get_origin(annotation) is typing.Annotated:
        return _kind(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        held = [each for each in typing.get_args(annotation) if each is not type(None)]
        return _kind(held[0])
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is tuple:
        return Kind(_kind(arguments[0]).of, many=True)
    if origin is Mapping:
        return Kind(Mapping)
    if isinstance(annotation, type):
        # A member that is always null stands for text.
        return Kind(str if issubclass(annotation, str | types.NoneType) else annotation)
    raise TypeError(f"no wire type holds {annotation}")


@cache
def _numbers(kind: type[IntEnum]) -> Mapping[str, int]:
    return {wire_name(each): int(each) for each in kind}
