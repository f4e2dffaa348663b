"""Readers of each format, by other people's parsers where there are any: sessions as JSON would have them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any

import msgspec
from lxml import etree
from support import jsv

NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RISKY = re.compile("[\x00-\x20'\\s]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")
_BOOLEANS = {"true": True, "false": False}
_LISTS = frozenset({"customerBreadcrumb", "log", "members"})


def from_xml(body: bytes) -> list[dict[str, Any]]:
    """The sessions in an XML list, nulls left out; booleans are known by their member."""
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    (items,) = [each for each in root if etree.QName(each).localname == "Items"]
    return [_members(each) for each in items]


def _members(element: etree._Element) -> dict[str, Any]:
    return {_camel(each): _value(each) for each in element if NIL not in each.attrib}


def _camel(element: etree._Element) -> str:
    name = str(etree.QName(element).localname)
    return name[0].lower() + name[1:]


def _value(element: etree._Element) -> Any:
    name = _camel(element)
    if name in _LISTS:
        return [_members(each) for each in element]
    if name == "applicationData":
        return {pair[0].text or "": pair[1].text or "" for pair in element}
    text = element.text or ""
    return _BOOLEANS[text] if name in ("ended", "wasMissed", "muted", "isOriginalMember") else text


def holdable(value: Any) -> Any:
    """A JSON value with U+FFFD in the place of what XML 1.0 cannot hold."""
    if isinstance(value, dict):
        return {holdable(name): holdable(member) for name, member in value.items()}
    if isinstance(value, list):
        return [holdable(each) for each in value]
    return _UNWRITABLE.sub("\ufffd", value) if isinstance(value, str) else value


def rows_of(body: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by its header row."""
    return list(csv.DictReader(io.StringIO(body.decode(), newline=""), strict=True))


def from_csv(body: bytes) -> list[dict[str, Any]]:
    """The sessions in a CSV list: JSON cells read, guards taken off, what is empty left out."""
    return [{name: _cell(name, text) for name, text in row.items() if text} for row in rows_of(body)]


def _cell(name: str, text: str) -> Any:
    if name in _LISTS:
        return msgspec.json.decode(text)
    if name in ("ended", "wasMissed"):
        return _BOOLEANS[text.lower()]
    return text[1:] if text.startswith("'") and _RISKY.match(text[1:]) else text


def without_empty_text(value: Mapping[str, Any]) -> dict[str, Any]:
    """A session without members that are empty text, which CSV cannot tell from absent ones."""
    return {name: member for name, member in value.items() if member != ""}


def from_jsv(body: bytes) -> list[dict[str, Any]]:
    """The sessions in a JSV list, every scalar as text."""
    items: list[dict[str, Any]] = jsv.read(body.decode())["items"]
    return items


def from_jsonl(body: bytes) -> list[dict[str, Any]]:
    """The sessions in JSON lines."""
    return [msgspec.json.decode(line) for line in body.split(b"\n") if line]


def from_json(body: bytes) -> list[dict[str, Any]]:
    """The sessions in a JSON list."""
    items: list[dict[str, Any]] = msgspec.json.decode(body)["items"]
    return items


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def cells_of(body: bytes) -> list[str]:
    """The text of every table cell of a page, in order; that of a cell with a table in it ends where it begins."""
    reader = _Cells()
    reader.feed(body.decode())
    reader.close()
    return reader.cells


READERS: Mapping[str, Callable[[bytes], list[dict[str, Any]]]] = {
    "json": from_json, "jsonl": from_jsonl, "csv": from_csv, "xml": from_xml, "jsv": from_jsv,
}  # fmt: skip
