"""Text inside XML and HTML: what must be escaped there, and what neither can hold."""

from __future__ import annotations

import re

from switchbook.model.wire_json import encode

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile('[&<>"\r]')
# A bare carriage return would be read back as a line feed.
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#xD;"}


def content(text: str) -> str:
    """The text as element content. A character that XML 1.0 cannot hold becomes U+FFFD."""
    return _SPECIAL.sub(_escape_but_quotes, holdable(text))


def attribute(text: str) -> str:
    """The text as the value of an attribute in double quotes, with the same replacements."""
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], holdable(text))


def holdable(text: str) -> str:
    """The text with U+FFFD in the place of each character that XML 1.0 cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def _escape_but_quotes(found: re.Match[str]) -> str:
    return '"' if found[0] == '"' else _ESCAPES[found[0]]


def as_text(value: object) -> str:
    """A plain value as the text of an element: text itself, anything else as JSON."""
    return value if isinstance(value, str) else encode(value).decode()
