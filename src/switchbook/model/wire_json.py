"""JSON as ServiceStack writes it: camelCase, no white space, nulls left out, its own escapes.

Escaped are `"`, `\\` and control characters, U+007F to U+009F among them, as `\\b \\f \\n \\r \\t` or `\\u001F` in
upper-case hex. `/ < > & '`, U+2028 and all other text are written as they are, in UTF-8. A null member, and a null
value in a dictionary with its key, is left out; everything else is written: false, 0, "", [], default enum names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import IntEnum

import msgspec

from switchbook.model.session import wire_name

_ENCODER = msgspec.json.Encoder()
# What msgspec writes otherwise: \u00xx in lower case, and the bytes of U+007F to U+009F.
_DIFFERS = re.compile(rb"\\u00|\x7f|\xc2[\x80-\x9f]")
_TO_FIX = re.compile(rb"\\u00([0-9a-f]{2})|\\.|\x7f|\xc2[\x80-\x9f]", re.DOTALL)


def encode(value: object) -> bytes:
    """A value made of structs, mappings, sequences, strings, numbers, booleans, enums and aware times."""
    return encode_plain(plain(value))


def encode_plain(value: object) -> bytes:
    """The same for a value that is already plain (see `plain`)."""
    encoded = _ENCODER.encode(value)
    return _TO_FIX.sub(_fixed, encoded) if _DIFFERS.search(encoded) else encoded


def plain(value: object) -> object:
    """Structs and mappings as dictionaries without nulls, enums by name, times by `instant`."""
    if value is None or isinstance(value, str | bool | float) or type(value) is int:
        return value
    if isinstance(value, msgspec.Struct):
        names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
        members = ((wire, getattr(value, attribute)) for attribute, wire in names)
        return {wire: plain(member) for wire, member in members if member is not None}
    if isinstance(value, IntEnum):
        return wire_name(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items() if member is not None}
    if isinstance(value, Sequence):
        return [plain(member) for member in value]
    raise TypeError(f"no wire form for {type(value).__name__}")


def instant(moment: datetime) -> str:
    """An aware time as ISO-8601 UTC with milliseconds and Z, such as `2026-05-09T14:03:22.120Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _fixed(found: re.Match[bytes]) -> bytes:
    if found[1] is not None:
        return b"\\u00" + found[1].upper()
    whole = found[0]
    return whole if whole[:1] == b"\\" else b"\\u00%02X" % whole[-1]
