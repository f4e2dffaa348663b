"""The letters as the log search writes them: each of ASCII changes places with one of Latin-1.

FTS5 gathers three-letter words in a hash table before it writes them, and its hash tells letters apart by their low
bits alone: of words in ASCII letters and digits many fall together, and to look each up was nearly half of a bulk load.
Two bytes a letter, in no order, are kept apart. A search finds the same, as long as what is looked for is exchanged
too. See docs/decisions/0004.
"""

from __future__ import annotations

from collections.abc import Callable

import apsw

# 127 is a prime, so this meets each letter from U+0080 to U+00FE once. NUL, which no text holds, is not exchanged.
_OTHER = {letter: 128 + letter * 58 % 127 for letter in range(1, 128)}
_EITHER = {**_OTHER, **{other: letter for letter, other in _OTHER.items()}}
_BYTES = bytes(_OTHER.get(byte, byte) for byte in range(256))


def exchange_of(connection: apsw.Connection) -> Callable[[str], str]:
    """How a text is written in the log search of this book: in books begun before, as it is."""
    found = connection.execute("SELECT 1 FROM meta WHERE name = 'plain_letters'").fetchone()
    return exchanged if found is None else str


def exchanged(text: str) -> str:
    """A text in the other letters; of these the text itself again."""
    if text.isascii():
        return text.encode("ascii").translate(_BYTES).decode("latin-1")
    return text.translate(_EITHER)
