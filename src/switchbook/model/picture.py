"""Pictures that the book keeps, such as logos: small, and of kinds that no browser takes for anything else."""

from __future__ import annotations

import msgspec

# What a logo of good resolution needs is a tenth of it.
LARGEST = 262_144

# How the content of each kind begins. SVG is none of them: it can hold scripts.
_BEGINNINGS = (
    ("image/png", b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", b"\xff\xd8\xff"),
    ("image/gif", b"GIF87a"),
    ("image/gif", b"GIF89a"),
)


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of an account. Another one has another id: what an id stands for never changes."""

    id: str
    account_id: str
    content_type: str
    content: bytes


def kind_of(content: bytes) -> str | None:
    """The media type of a picture, by how it begins; None for what is no picture of a kind that is kept."""
    return next((kind for kind, beginning in _BEGINNINGS if content.startswith(beginning)), None)
