"""Cuts what a file holds into payloads: lines, CSV records, JSON objects, however the file grows or is damaged.

Every function here is given what was read of a file and not used yet, and says which payloads it holds and how many of
its bytes are done with; the rest comes again, with more behind it. `final` says that nothing more will come. No bytes
are lost: what is no payload is handed out too, to be found unreadable and kept. Only line ends, blank lines, byte order
marks and the brackets and commas between JSON objects are left out. No unfinished payload is waited for beyond LONGEST
bytes, so memory is bounded whatever a file holds.
"""

from __future__ import annotations

import re

from switchbook.ingest import Cut

# A whole FreeSWITCH record has some 60 kB; no source writes a payload of this size.
LONGEST = 1 << 20
# A CSV record goes on after a line end only inside quotes. One that goes on for longer than this has lost a quote.
MOST_LINES_IN_RECORD = 32
LONGEST_RECORD = 1 << 16

_BOM = b"\xef\xbb\xbf"
# How far the end of the line of a flat object is looked for.
_LONGEST_FLAT = 1 << 12
# What stands between JSON objects, in an array or one to a line.
_BETWEEN = re.compile(rb"(?:[ \t\r\n,\[\]]|\xef\xbb\xbf)+")
# Inside an object only these matter: braces, whole texts, a text that its line does not end, and a line that begins
# anew with an object, which no writer does inside of one.
_INSIDE = re.compile(rb'[{}]|"(?:[^"\\\n]|\\[^\n])*+(?:"|\\?\n)?|\n(?=\{)')


def lines(buffer: bytes, final: bool) -> Cut:
    """Each line is a payload."""
    payloads: list[bytes] = []
    used = 0
    while used < len(buffer):
        end = buffer.find(b"\n", used, used + LONGEST)
        if end < 0:
            if not final and len(buffer) - used < LONGEST:
                break
            end = min(len(buffer), used + LONGEST) - 1
        _add(payloads, buffer[used : end + 1])
        used = end + 1
    return Cut(tuple(payloads), used)


def csv_records(buffer: bytes, final: bool) -> Cut:
    """Each CSV record is a payload: a line, and the lines after it while a quote is open.

    A record whose quote is never closed is its first line alone, so one damaged line does not swallow those after it.
    """
    payloads: list[bytes] = []
    used = 0
    while used < len(buffer):
        end = _record_end(buffer, used, final)
        if end is None:
            break
        _add(payloads, buffer[used:end])
        used = end
    return Cut(tuple(payloads), used)


def json_objects(buffer: bytes, final: bool) -> Cut:
    """Each outermost JSON object is a payload: one to a line, in an array, or with line breaks inside.

    An object that its writer never finished ends where a line begins with another one.
    """
    payloads: list[bytes] = []
    used = 0
    while used < len(buffer):
        between = _BETWEEN.match(buffer, used)
        used = between.end() if between is not None else used
        end = _object_end(buffer, used, final) if buffer[used : used + 1] == b"{" else _junk_end(buffer, used, final)
        if end is None:
            break
        _add(payloads, buffer[used:end])
        used = end
    return Cut(tuple(payloads), used)


def _add(payloads: list[bytes], raw: bytes) -> None:
    payload = raw.rstrip(b"\r\n").removeprefix(_BOM)
    if payload.strip():
        payloads.append(payload)


def _record_end(buffer: bytes, start: int, final: bool) -> int | None:
    """Where the record that begins at `start` ends; None when only more bytes can tell."""
    limit = start + LONGEST_RECORD
    first, end, quotes = None, start, 0
    for _ in range(MOST_LINES_IN_RECORD):
        begin, end = end, buffer.find(b"\n", end, limit) + 1
        if not end:
            if len(buffer) >= limit:
                return first or limit
            if not final:
                return None
            closed = (quotes + buffer.count(b'"', begin)) % 2 == 0
            return len(buffer) if closed or first is None else first
        quotes += buffer.count(b'"', begin, end)
        if quotes % 2 == 0:
            return end
        first = first or end
    return first


def _object_end(buffer: bytes, start: int, final: bool) -> int | None:
    """Where the object that begins at `start` ends; None when only more bytes can tell."""
    line = buffer.find(b"\n", start, start + _LONGEST_FLAT)
    # The common case, at the speed of the machine: a flat object on a line of its own.
    if line > 0 and buffer.count(b"{", start, line) == 1 == buffer.count(b"}", start, line):
        trimmed = buffer[start:line].rstrip(b"\r \t,]")
        if trimmed.endswith(b"}"):
            return start + len(trimmed)
    depth = 0
    limit = start + LONGEST
    for found in _INSIDE.finditer(buffer, start, limit):
        token = found.group()
        if token == b"{":
            depth += 1
        elif token == b"}":
            depth -= 1
            if not depth:
                return found.end()
        elif token.endswith(b"\n"):
            return found.end()
    return min(len(buffer), limit) if final or len(buffer) >= limit else None


def _junk_end(buffer: bytes, start: int, final: bool) -> int | None:
    """Where what is no object ends: with its line."""
    if start == len(buffer):
        return start if final else None
    end = buffer.find(b"\n", start, start + LONGEST) + 1
    if end:
        return end
    return min(len(buffer), start + LONGEST) if final or len(buffer) - start >= LONGEST else None
