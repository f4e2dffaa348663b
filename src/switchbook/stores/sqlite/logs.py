"""The log search: what is put into the trigram index, and how a needle of any length is looked up there.

The index holds folded text and compares exactly, so a phrase of three letters or more is a substring, no more and no
less. Each text ends in two separators, so every one- or two-letter piece begins some three-letter word; a short
needle is looked up among the words known to begin with it. A needle never holds the separator, so it never matches
across messages.

Each three-letter word of a phrase is a look-up, so a long needle is looked up by parts of it alone; then each log that
holds them is read (`verifying`). Texts and needles are written in other letters there (`exchange`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import apsw

from switchbook.model.matching import LONG_NEEDLE, SEPARATOR, fold
from switchbook.model.query import Shelf
from switchbook.stores.sqlite.exchange import exchange_of

LINE_BITS = 20
_TAIL = SEPARATOR * 2
# No three-letter word sorts after its beginning followed by these.
_LAST = chr(0x10FFFF) * 2
# 16,384 letters of one script: three of them make a word for every account key below 2**42.
_FIRST_LETTER = 0x4E00
_LETTER_BITS = 14
# Beyond this many accounts the index is asked for the text alone, and accounts are tested on the rows found. With 70 of
# them as words, a common word of 90 days took 17 ms and not 100.
MOST_ACCOUNT_WORDS = 300
# Parts of a long needle, as far from one another as they can be: lines that are made alike differ in few places.
_PARTS = 6


class LogIndex:
    """Writes the log search of both shelves on the writing connection."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._words = Words()
        self._known: Callable[[str], str] | None = None

    def forget(self) -> None:
        """Drop what was learnt: it may have been rolled back, or the book replaced."""
        self._words.forget()
        self._known = None

    def _exchange(self, text: str) -> str:
        """A text in the letters of this book, which are looked up at the first."""
        if self._known is None:
            self._known = exchange_of(self._connection)
        return self._known(text)

    def settle(self) -> None:
        """Write the three-letter words first seen in this work."""
        new = self._words.tell()
        if new:
            written = [(word,) for word in sorted(map(self._exchange, new))]
            self._connection.executemany("INSERT OR IGNORE INTO trigram VALUES (?)", written)

    def add_lines(self, account: int, n: int, first: int, texts: Iterable[str]) -> None:
        """Index lines of a session on the live shelf, made `searchable` each; `first` is the number of the first."""
        word = account_word(account)
        rows = []
        for i, text in enumerate(texts, first):
            self._words.see(text)
            rows.append(((n << LINE_BITS) + i, word, self._exchange(text)))
        self._connection.executemany("INSERT INTO live_log (rowid, account, text) VALUES (?, ?, ?)", rows)

    def remove_lines(self, n: int, count: int) -> None:
        """Take the first `count` lines of a session out of the live shelf's search."""
        rows = [((n << LINE_BITS) + i,) for i in range(count)]
        self._connection.executemany("DELETE FROM live_log WHERE rowid = ?", rows)

    def add_session(self, account: int, n: int, text: str) -> None:
        """Index the whole log of a session on the archive shelf, made `searchable`."""
        if text:
            self._words.see(text)
            row = (n, account_word(account), self._exchange(text))
            self._connection.execute("INSERT INTO archive_log (rowid, account, text) VALUES (?, ?, ?)", row)

    def remove_session(self, n: int) -> None:
        """Take a session out of the archive shelf's search."""
        self._connection.execute("DELETE FROM archive_log WHERE rowid = ?", (n,))


class Words:
    """Which three-letter words texts hold, each told once. Nearly all are ASCII, so those are marks in one array."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Nothing has been told."""
        self._ascii: list[str] = []
        self._others: list[str] = []
        self._marks = bytearray(1 << 21)
        self._told: set[str] = set()

    def see(self, text: str) -> None:
        """Keep a text until the next `tell`."""
        (self._ascii if text.isascii() else self._others).append(text)

    def tell(self) -> list[str]:
        """Words of the texts seen that were not told before; some may span two texts, which does no harm."""
        new = {text[i : i + 3] for text in self._others for i in range(len(text) - 2)} - self._told
        self._told |= new
        # Only those who write logs need it, and it takes a tenth of a second to load.
        import numpy as np

        letters = np.frombuffer("".join(self._ascii).encode("ascii"), dtype=np.uint8).astype(np.uint32)
        places = letters[:-2] << 14 | letters[1:-1] << 7 | letters[2:]
        marks = np.frombuffer(self._marks, dtype=np.bool_)
        unseen = np.unique(places[~marks[places]])
        marks[unseen] = True
        self._ascii.clear()
        self._others.clear()
        return [*new, *("".join(map(chr, (at >> 14, at >> 7 & 127, at & 127))) for at in unseen.tolist())]


def searchable(messages: Sequence[str]) -> str:
    """What the search holds of these messages; nothing of none."""
    return SEPARATOR.join([fold(message) for message in messages]) + _TAIL if messages else ""


def account_word(account: int) -> str:
    """The three-letter word that stands for an account's key in the index."""
    mask = (1 << _LETTER_BITS) - 1
    return "".join(chr(_FIRST_LETTER + ((account >> shift) & mask)) for shift in (2 * _LETTER_BITS, _LETTER_BITS, 0))


def candidates(shelf: Shelf) -> str:
    """SQL for the numbers of sessions on this shelf that a search finds.

    Its parameters: the match expression, the lowest and the highest number looked at.
    """
    if shelf is Shelf.live:
        return f"""SELECT DISTINCT rowid >> {LINE_BITS} AS n FROM live_log
                   WHERE live_log MATCH ? AND rowid BETWEEN ? << {LINE_BITS} AND (? + 1 << {LINE_BITS}) - 1"""  # noqa: S608
    return "SELECT rowid AS n FROM archive_log WHERE archive_log MATCH ? AND rowid BETWEEN ? AND ?"


def candidates_of(needle: str, shelf: Shelf) -> tuple[str, tuple[str, ...]]:
    """`candidates` that hold a folded needle, however long, and the further parameters that this takes."""
    if not is_long(needle):
        return candidates(shelf), ()
    return f"SELECT n FROM ({candidates(shelf)}) WHERE log_holds(n, ?)", (needle,)  # noqa: S608 - texts of ours


def match_expression(connection: apsw.Connection, needle: str, accounts: Sequence[int] | None) -> str | None:
    """The expression that finds a folded needle, in these accounts if they are few; None when nothing can match.

    Of a long needle it finds all that hold its parts.
    """
    written = exchange_of(connection)(needle)
    words = [phrases(written)]
    if len(written) < 3:
        sql = "SELECT text FROM trigram WHERE text BETWEEN ? AND ?"
        words = [quoted(word) for (word,) in connection.execute(sql, (written, written + _LAST))]
    if not words:
        return None
    expression = f"text : ({' OR '.join(words)})"
    if accounts is not None and names_accounts(accounts):
        among = " OR ".join(quoted(account_word(account)) for account in accounts)
        expression = f"account : ({among}) AND {expression}"
    return expression


def names_accounts(accounts: Sequence[int] | None) -> bool:
    """Whether a search finds nothing of other accounts: all are asked, or so few that they are words of it."""
    return accounts is None or len(accounts) <= MOST_ACCOUNT_WORDS


def is_long(needle: str) -> bool:
    """Whether a needle is looked up by parts of it."""
    return len(needle) > LONG_NEEDLE


def phrases(needle: str) -> str:
    """What a text that holds a needle of three letters or more must hold, in the search language."""
    if not is_long(needle):
        return quoted(needle)
    length = LONG_NEEDLE // _PARTS
    places = ((len(needle) - length) * part // (_PARTS - 1) for part in range(_PARTS))
    parts = dict.fromkeys(needle[place : place + length] for place in places)
    return f"({' AND '.join(map(quoted, parts))})"


def quoted(text: str) -> str:
    """A phrase of the search language: everything in it is plain text."""
    return '"' + text.replace('"', '""') + '"'
