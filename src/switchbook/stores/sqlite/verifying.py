"""Whether a log itself holds a needle: asked about the sessions that a search for parts of a long one has found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import apsw
import msgspec

from switchbook.model.document import Document
from switchbook.model.matching import found_in_log
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.shelves import kept_lines


class _Line(msgspec.Struct):
    message: str


_LOG = msgspec.json.Decoder(list[_Line])


def teach(connection: apsw.Connection, compression: Compression) -> None:
    """Give SQL on this connection `log_holds(n, needle)`."""

    def log_holds(n: int, needle: str) -> bool:
        return found_in_log(needle, _messages(connection, compression, n))

    taught: Any = log_holds
    connection.create_scalar_function("log_holds", taught, 2)


def _messages(connection: apsw.Connection, compression: Compression, n: int) -> Iterable[str]:
    """The messages of a session's log, wherever it is kept."""
    kept = connection.execute("SELECT open, body FROM document WHERE n = ?", (n,)).fetchone()
    if kept is None:
        return ()
    is_open, body = kept
    if is_open:
        return [line.message for line in kept_lines(connection, n)]
    log = Document.unpacked(compression.unpack(body)).log
    return [line.message for line in _LOG.decode(b"[%b]" % log)]
