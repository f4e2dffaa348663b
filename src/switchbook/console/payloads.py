"""What sources sent, laid out to be read by people."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

import msgspec

_FORM = "application/x-www-form-urlencoded"


class LaidOut(msgspec.Struct, frozen=True):
    """A payload: its `fields` where it was a form, else its `text`."""

    fields: Sequence[tuple[str, str]]
    text: str


def laid_out(payload: str | None, content_type: str | None) -> LaidOut:
    """A form as its fields, JSON on lines of its own, all else as it is."""
    text = payload or ""
    if (content_type or "").partition(";")[0].strip().lower() == _FORM:
        return LaidOut(parse_qsl(text, keep_blank_values=True), "")
    try:
        return LaidOut((), msgspec.json.format(text) if text.lstrip()[:1] in ("{", "[") else text)
    except msgspec.DecodeError:
        return LaidOut((), text)
