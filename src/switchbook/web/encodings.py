"""The encodings an answer can be compressed with: which one a client wants, and what compresses part by part."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from typing import Protocol

import brotli  # type: ignore[import-untyped] # it brings no types
import zstandard

_QUALITY = re.compile(r"q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)
_ALIASES = {"x-gzip": "gzip"}


class Compressor(Protocol):
    """Compresses one answer, part by part."""

    def part(self, data: bytes) -> bytes:
        """What can be sent after this part, so that the client has all of it."""

    def last(self, data: bytes) -> bytes:
        """The same for the last one, with the end."""


class _Gzip:
    def __init__(self) -> None:
        self._made = zlib.compressobj(5, wbits=31)

    def part(self, data: bytes) -> bytes:
        return self._made.compress(data) + self._made.flush(zlib.Z_SYNC_FLUSH)

    def last(self, data: bytes) -> bytes:
        return self._made.compress(data) + self._made.flush()


class _Brotli:
    def __init__(self) -> None:
        self._made = brotli.Compressor(quality=4)

    def part(self, data: bytes) -> bytes:
        sent: bytes = self._made.process(data) + self._made.flush()
        return sent

    def last(self, data: bytes) -> bytes:
        sent: bytes = self._made.process(data) + self._made.finish()
        return sent


class _Zstandard:
    def __init__(self) -> None:
        self._made = zstandard.ZstdCompressor(level=3).compressobj()

    def part(self, data: bytes) -> bytes:
        return self._made.compress(data) + self._made.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def last(self, data: bytes) -> bytes:
        return self._made.compress(data) + self._made.flush()


# In our order of preference: at these levels zstd is the fastest and br the smallest.
COMPRESSORS: Mapping[str, Callable[[], Compressor]] = {"zstd": _Zstandard, "br": _Brotli, "gzip": _Gzip}


def wanted(accept_encoding: str) -> str | None:
    """The encoding to use, by quality and then by our preference; None to send the answer as it is (RFC 9110, 12.5.3).

    What is not named is not wanted, unless `*` is; the answer as it is wins where its own quality is the highest.
    """
    qualities = dict(_qualities(accept_encoding))
    anything = qualities.get("*", 0.0)
    best = max(COMPRESSORS, key=lambda name: qualities.get(name, anything))
    quality = qualities.get(best, anything)
    return best if quality > 0 and quality >= qualities.get("identity", 0.0) else None


def _qualities(accept_encoding: str) -> list[tuple[str, float]]:
    found = []
    for part in accept_encoding.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((match for match in map(_QUALITY.fullmatch, parameters) if match), None)
        if name and (quality or not parameters):
            found.append((_ALIASES.get(name, name), float(quality[1]) if quality else 1.0))
    return found
