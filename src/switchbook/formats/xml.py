"""XML as .NET's DataContractSerializer writes it: names, namespaces, prefixes by depth, nulls written out.

A null carries `i:nil`; an empty text is an open and a close tag, an empty list one tag. A namespace that a member's
elements live in is declared on the member as `d<depth>p1`. What XML 1.0 cannot hold becomes U+FFFD (see `markup`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from switchbook.formats.asked import NOTHING, Asked
from switchbook.formats.contracts import (
    ARRAYS,
    VOICE,
    DataMember,
    data_members,
    inner_namespace,
    list_name,
    namespace_of,
)
from switchbook.formats.listing import Totals, chunks
from switchbook.formats.markup import as_text, content
from switchbook.formats.response_status import ErrorResponse, ResponseStatus
from switchbook.formats.shape import Kind
from switchbook.model.answer import Answer, DocumentAnswer, ListAnswer
from switchbook.model.wire_json import plain

_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_INSTANCE = ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'

# The namespaces in scope, each with its prefix; an empty one is the default.
Scope = tuple[tuple[str, str], ...]


class XmlFormat:
    """`application/xml`."""

    name = "xml"
    content_type = "application/xml"
    suffix = "xml"
    media_types = ("application/xml",)

    def headers(self, _asked: Asked) -> Mapping[str, str]:
        """None."""
        return {}

    def render(self, answer: Answer, _asked: Asked = NOTHING) -> Iterator[bytes]:
        """The answer in chunks; the members of a list by code points, so the items are its second."""
        if isinstance(answer, ListAnswer):
            return _list(answer)
        if isinstance(answer, DocumentAnswer):
            return iter((_document(msgspec.json.decode(answer.document), answer.of),))
        return iter((_document(plain(answer), type(answer)),))

    def render_error(self, status: ResponseStatus, _asked: Asked = NOTHING) -> bytes:
        """`<ErrorResponse>` in ServiceStack's own namespace."""
        return _document(plain(ErrorResponse(status)), ErrorResponse)


class Element(msgspec.Struct, frozen=True):
    """How a member is written at one place in a document, its tags made once.

    `inside` is the name, with its prefix, of the elements that it holds; `scope` and `depth` are theirs.
    """

    key: str
    kind: Kind
    opening: str
    closing: str
    empty: str
    null: str
    inside: str
    scope: Scope
    depth: int

    def written(self, value: Any) -> str:
        """The element with this plain value."""
        if isinstance(value, str):
            return f"{self.opening}{content(value)}{self.closing}"
        if value is None:
            return self.null
        if isinstance(value, list | dict):
            inner = self.inner(value)
            return f"{self.opening}{inner}{self.closing}" if inner else self.empty
        return f"{self.opening}{str(value).lower()}{self.closing}"

    def inner(self, value: list[Any] | dict[str, Any]) -> str:
        """The elements inside it."""
        kind = self.kind.of
        if isinstance(value, dict):
            if issubclass(kind, msgspec.Struct):
                return _members(value, _elements(kind, self.scope, self.depth))
            return "".join(self._pair(key, as_text(held)) for key, held in value.items())
        if issubclass(kind, msgspec.Struct):
            elements = _elements(kind, self.scope, self.depth + 1)
            return "".join(f"<{self.inside}>{_members(each, elements)}</{self.inside}>" for each in value)
        return "".join(f"<{self.inside}>{content(each)}</{self.inside}>" for each in value)

    def _pair(self, key: str, value: str) -> str:
        names = (_tag(name, ARRAYS, self.scope)[0] for name in ("KeyValueOfstringstring", "Key", "Value"))
        pair, key_name, value_name = names
        written = f"<{key_name}>{content(key)}</{key_name}><{value_name}>{content(value)}</{value_name}>"
        return f"<{pair}>{written}</{pair}>"


def _document(value: Mapping[str, Any], wire_type: type[msgspec.Struct]) -> bytes:
    name, namespace = wire_type.__name__, namespace_of(wire_type)
    inner = _members(value, _elements(wire_type, ((namespace, ""),), 2))
    return f'{_HEAD}<{name}{_INSTANCE} xmlns="{namespace}">{inner}</{name}>'.encode()


def _list(answer: ListAnswer) -> Iterator[bytes]:
    name, totals = list_name(answer.of), Totals.of(answer)
    items = _element(DataMember("items", "Items", VOICE, Kind(answer.of, many=True)), ((VOICE, ""),), 2)
    more = str(totals.has_more_pages).lower()
    yield f'{_HEAD}<{name}{_INSTANCE} xmlns="{VOICE}"><HasMorePages>{more}</HasMorePages>'.encode()
    opening, closing = items.opening, items.empty
    for documents in chunks(answer):
        yield (opening + items.inner([msgspec.json.decode(document) for document in documents])).encode()
        opening, closing = "", items.closing
    counts = f"<TotalCount>{totals.total_count}</TotalCount><TotalPages>{totals.total_pages}</TotalPages>"
    yield f"{closing}{counts}</{name}>".encode()


def _members(value: Mapping[str, Any], elements: tuple[Element, ...]) -> str:
    return "".join([element.written(value.get(element.key)) for element in elements])


@cache
def _elements(wire_type: type[msgspec.Struct], scope: Scope, depth: int) -> tuple[Element, ...]:
    """The members of a struct whose members stand at this depth."""
    return tuple(_element(member, scope, depth) for member in data_members(wire_type))


def _element(member: DataMember, scope: Scope, depth: int) -> Element:
    tag, own = _tag(member.name, member.namespace, scope)
    held, declared = inner_namespace(member.kind), ""
    if held is not None and held not in dict(scope):
        prefix = f"d{depth}p1"
        scope, declared = (*scope, (held, prefix)), f' xmlns:{prefix}="{held}"'
    name = member.kind.of.__name__ if issubclass(member.kind.of, msgspec.Struct) else "string"
    return Element(
        key=member.key,
        kind=member.kind,
        opening=f"<{tag}{declared}{own}>",
        closing=f"</{tag}>",
        empty=f"<{tag}{declared}{own} />",
        # What .NET can hold no null in is left out where it has no value.
        null=f'<{tag}{declared} i:nil="true"{own} />' if member.kind.nullable else "",
        inside="" if held is None else _tag(name, held, scope)[0],
        scope=scope,
        depth=depth + 1,
    )


def _tag(name: str, namespace: str, scope: Scope) -> tuple[str, str]:
    """The name with its prefix; and where the namespace has none, the declaration that makes it the default."""
    prefix = dict(scope).get(namespace)
    if prefix is None:
        return name, f' xmlns="{namespace}"'
    return (f"{prefix}:{name}" if prefix else name), ""
