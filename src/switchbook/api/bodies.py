"""Bodies of requests read as objects, from JSON, JSV and XML, within bounds.

XML does not tell a list from an object: what an element holds is read as `Elements`, a list that knows what its
elements are called, so that the type of the member decides. Names count, not their namespaces. Whatever nests is read
to a depth.
"""

from __future__ import annotations

import re
from xml.parsers import expat  # nothing a stranger can declare is taken: a DOCTYPE is refused

import msgspec

_DEEPEST_XML = 16
_MOST_ELEMENTS = 20_000
_DEEPEST_JSV = 16
_NIL = "http://www.w3.org/2001/XMLSchema-instance nil"
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_BARE_KEY = re.compile(r'[^":,{}\[\]]*')
_BARE_VALUE = re.compile(r"[^,{}\[\]]*")


def read_json(body: bytes) -> object:
    """Raises ValueError for what is no JSON in UTF-8, or nests too deep."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as bad:
        raise ValueError("not JSON") from bad


def read_jsv(body: bytes) -> object:
    """JSV: a dictionary, list, text, or None for nothing; whatever is no dictionary or list is text.

    Raises ValueError for what is no JSV in UTF-8, or nests too deep.
    """
    reader = _Jsv(body.decode("utf-8").strip())
    value = reader.value(0)
    reader.end()
    return value


def read_xml(body: bytes) -> object:
    """The root element as a dictionary of its members: texts, `Elements`, and None where `i:nil` says so.

    Raises ValueError for what is no XML, has a DOCTYPE, nests too deep, or has too many elements.
    """
    reader = _Xml()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError) as bad:
        raise ValueError("not XML") from bad
    return reader.root


def _refuse_doctype(*_: object) -> None:
    raise ValueError("XML with a DOCTYPE is not read")


class _Jsv:
    """A place in a JSV text, moving on as values are read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def value(self, depth: int) -> object:
        """The value that begins here."""
        if depth > _DEEPEST_JSV:
            raise ValueError("JSV nests too deep")
        match self._text[self._at : self._at + 1]:
            case "{":
                return dict(self._dictionary(depth))
            case "[":
                return self._list(depth)
            case '"':
                return self._matched(_QUOTED).replace('""', '"')
        return self._matched(_BARE_VALUE) or None

    def end(self) -> None:
        """Nothing may follow."""
        if self._at != len(self._text):
            raise ValueError("not JSV")

    def _dictionary(self, depth: int) -> list[tuple[str, object]]:
        members: list[tuple[str, object]] = []
        self._take("{")
        while not self._took("}"):
            if members:
                self._take(",")
            quoted = self._text.startswith('"', self._at)
            key = self._matched(_QUOTED).replace('""', '"') if quoted else self._matched(_BARE_KEY)
            self._take(":")
            members.append((key, self.value(depth + 1)))
        return members

    def _list(self, depth: int) -> list[object]:
        self._take("[")
        if self._took("]"):
            return []
        elements = [self.value(depth + 1)]
        while not self._took("]"):
            self._take(",")
            elements.append(self.value(depth + 1))
        return elements

    def _matched(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise ValueError("not JSV")
        self._at = found.end()
        return found[found.lastindex or 0]

    def _took(self, mark: str) -> bool:
        there = self._text.startswith(mark, self._at)
        self._at += len(mark) * there
        return there

    def _take(self, mark: str) -> None:
        if not self._took(mark):
            raise ValueError("not JSV")


class Elements(list[object]):
    """What the elements inside an XML element hold, in order, as a list; `named` is the same with their names."""

    def __init__(self, named: list[tuple[str, object]]) -> None:
        super().__init__(value for _, value in named)
        self.named = named

    def members(self) -> dict[str, object]:
        """The same as an object: each element a member. A dictionary is written as its keys and values (.NET)."""
        pairs = [dict(value.named) for _, value in self.named if isinstance(value, Elements)]
        if len(pairs) == len(self.named) and all(pair.keys() == {"Key", "Value"} for pair in pairs):
            return {str(pair["Key"]): pair["Value"] for pair in pairs}
        return dict(self.named)


class _Xml:
    """The elements of a document as they come; `root` holds the members once it has ended."""

    def __init__(self) -> None:
        self.root: dict[str, object] = {}
        self._elements = 0
        self._nil = False
        self._text: list[str] = []
        # What was found inside each element that has begun and not ended, the outermost first.
        self._open: list[list[tuple[str, object]]] = [[]]

    def begin(self, _name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._elements += 1
        if len(self._open) > _DEEPEST_XML or self._elements > _MOST_ELEMENTS:
            raise ValueError("the XML is deeper or longer than a request is")
        self._open.append([])
        self._nil = attributes.get(_NIL) in ("true", "1")
        self._text.clear()

    def text(self, text: str) -> None:
        """A piece of text."""
        self._text.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        inside = self._open.pop()
        if len(self._open) == 1:
            self.root = dict(inside)
        content = "".join(self._text)
        held: object = None if self._nil else Elements(inside) if inside else content
        self._open[-1].append((name.rpartition(" ")[2], held))
        self._nil = False
        self._text.clear()
