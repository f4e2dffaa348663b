"""Compresses documents, states, events and payloads with the dictionary that ships with the program.

A dictionary holds fragments of what it was trained on, so it is trained on synthetic sessions only. Each book keeps
the dictionaries it was written with, by version; the first byte of everything compressed names the version.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from importlib import resources

import apsw
import zstandard

_LEVEL = 3


class Compression:
    """Compresses with the newest dictionary and reads back with any. Safe to use from many threads."""

    def __init__(self, dictionaries: Mapping[int, bytes]) -> None:
        self._dictionaries = {version: zstandard.ZstdCompressionDict(body) for version, body in dictionaries.items()}
        newest = max(self._dictionaries)
        self._newest = self._dictionaries[newest]
        self._newest.precompute_compress(level=_LEVEL)
        self._prefix = bytes((newest,))
        self._local = threading.local()

    def pack(self, raw: bytes) -> bytes:
        """Compressed with the newest dictionary; nothing stays nothing."""
        if not raw:
            return b""
        compressor: zstandard.ZstdCompressor | None = getattr(self._local, "compressor", None)
        if compressor is None:
            compressor = zstandard.ZstdCompressor(
                dict_data=self._newest,
                level=_LEVEL,
                write_checksum=False,
                write_content_size=True,
                write_dict_id=False,
            )
            self._local.compressor = compressor
        return self._prefix + compressor.compress(raw)

    def unpack(self, packed: bytes) -> bytes:
        """Back from `pack`, with the dictionary it was compressed with."""
        if not packed:
            return b""
        version = packed[0]
        found: dict[int, zstandard.ZstdDecompressor] | None = getattr(self._local, "decompressors", None)
        if found is None:
            found = self._local.decompressors = {}
        decompressor = found.get(version)
        if decompressor is None:
            decompressor = found[version] = zstandard.ZstdDecompressor(dict_data=self._dictionaries[version])
        return decompressor.decompress(packed[1:])


def dictionaries(connection: apsw.Connection) -> Mapping[int, bytes]:
    """The book's dictionaries by version; the one that ships with this program becomes its newest if it is not."""
    body = resources.files(__package__).joinpath("documents.zdict").read_bytes()
    newest = connection.execute("SELECT body FROM dictionary ORDER BY version DESC LIMIT 1").fetchone()
    if newest is None or newest[0] != body:
        with connection:
            connection.execute("INSERT INTO dictionary (body) VALUES (?)", (body,))
    return dict(connection.execute("SELECT version, body FROM dictionary"))
