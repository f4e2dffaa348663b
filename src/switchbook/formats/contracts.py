"""What .NET's DataContractSerializer knows of a wire type: its namespace, the order of its members, a list's name."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache

import msgspec

from switchbook.formats.shape import Kind, Member, members, pascal

_CLR = "http://schemas.datacontract.org/2004/07/"
VOICE = _CLR + "Voice.Api"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
# Where ServiceStack's own types live; they number their members, so theirs stand as they are declared.
SERVICESTACK = "http://schemas.servicestack.net/types"

# By the name of the class; every other lives in VOICE.
_NAMESPACES: Mapping[str, str] = {
    "CustomerBreadcrumb": VOICE + ".Customers",
    "SessionChange": VOICE + ".Sessions",
    "SessionChanges": VOICE + ".Sessions",
    "SessionInfo": VOICE + ".Sessions",
    "SessionLogInfo": VOICE + ".Sessions",
    "SessionMemberInfo": VOICE + ".Sessions",
    "AuthenticateResponse": SERVICESTACK,
    "ErrorResponse": SERVICESTACK,
    "ResponseStatus": SERVICESTACK,
    "ResponseError": SERVICESTACK,
}
_DIGEST_ESCAPES = str.maketrans({"/": "_S", "+": "_P"})


class DataMember(msgspec.Struct, frozen=True):
    """One member as XML has it; `key` is its name on the wire."""

    key: str
    name: str
    namespace: str
    kind: Kind


def namespace_of(wire_type: type) -> str:
    """The namespace of a class, and so of the members it declares."""
    return _NAMESPACES.get(wire_type.__name__, VOICE)


def inner_namespace(kind: Kind) -> str | None:
    """The namespace of the elements inside a member; None where it holds no elements."""
    if issubclass(kind.of, msgspec.Struct):
        return namespace_of(kind.of)
    return ARRAYS if kind.many or issubclass(kind.of, Mapping) else None


@cache
def data_members(wire_type: type[msgspec.Struct]) -> tuple[DataMember, ...]:
    """The members in the order of XML: those of the base class first, each class's own by code points."""
    listed: list[Member] = list(members(wire_type))
    if namespace_of(wire_type) != SERVICESTACK:
        listed.sort(key=lambda member: (len(member.owner.__mro__), pascal(member.name)))
    return tuple(DataMember(each.name, pascal(each.name), namespace_of(each.owner), each.kind) for each in listed)


@cache
def list_name(item: type) -> str:
    """The name of `ListResponse<item>`: it ends in a digest of how many namespaces its argument has, and which."""
    digest = hashlib.md5(f" 1 {namespace_of(item)}".encode(), usedforsecurity=False).digest()
    written = base64.b64encode(digest[:6]).decode().translate(_DIGEST_ESCAPES)
    return f"ListResponseOf{item.__name__}{written}"
