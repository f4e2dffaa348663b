"""The letters of the log search: exchanged one for one, and not in a book that was begun before they were."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sessions import asked, found, keep, session

from switchbook.model.query import Shelf
from switchbook.stores.sqlite import open_store
from switchbook.stores.sqlite.exchange import exchanged

LETTERS = [chr(letter) for letter in range(1, 0x250)]
# What a search language gives a meaning, what the letters become, and what stays.
MESSAGES = ['he said "no" to 100%', "\x01\x7f\x80ÿ", "Zoë naïve ½ ©", "日本 and ASCII", "a*b OR (c)"]


def test_each_letter_has_one_other() -> None:
    written = exchanged("".join(LETTERS))

    assert sorted(written) == LETTERS
    assert exchanged(written) == "".join(LETTERS)
    assert "\0" not in written


@given(st.text(), st.text(min_size=1))
def test_a_text_holds_the_same_parts(text: str, part: str) -> None:
    assert exchanged(exchanged(text)) == text
    assert (exchanged(part) in exchanged(text)) == (part in text)
    assert exchanged(text + part) == exchanged(text) + exchanged(part)


@pytest.mark.parametrize("shelf", Shelf)
@pytest.mark.parametrize("begun_before", [False, True], ids=["today", "before"])
def test_a_book_is_searched_in_the_letters_it_was_begun_in(tmp_path: Path, shelf: Shelf, begun_before: bool) -> None:
    open_store(tmp_path).close()
    if begun_before:
        raw(tmp_path, "INSERT INTO meta VALUES ('plain_letters', 1)")
    store = open_store(tmp_path)
    for number, message in enumerate(MESSAGES, 1):
        keep(store, session(number), log=[message], shelf=shelf)

    folded = [message.casefold().replace("\x01", "\ufffd") for message in MESSAGES]
    met = [found(store, log_needle=text, shelf=shelf) for text in folded]
    short = [found(store, log_needle=text[:2], shelf=shelf) for text in folded]
    problems = [each for each in store.check() if "journal" not in each.part]
    store.close()

    assert met == [[number] for number in range(1, len(MESSAGES) + 1)]
    assert all(number in numbers for number, numbers in enumerate(short, 1))
    assert problems == []
    table = "live_log" if shelf is Shelf.live else "archive_log"
    plain = raw(tmp_path, f"SELECT count(*) FROM {table} WHERE {table} MATCH '\"100\"'")  # noqa: S608 - names of ours
    assert plain == int(begun_before)


@pytest.mark.parametrize("sessions", [0, 1])
def test_a_book_of_before_keeps_its_letters_and_an_empty_one_begins_anew(tmp_path: Path, sessions: int) -> None:
    store = open_store(tmp_path)
    keep(store, *(session(number) for number in range(sessions)))
    store.close()
    raw(tmp_path, "PRAGMA user_version = 5")

    store = open_store(tmp_path)
    kept = len(store.find(asked()).documents)
    store.close()

    assert kept == sessions
    assert raw(tmp_path, "SELECT count(*) FROM meta WHERE name = 'plain_letters'") == sessions


def raw(book: Path, sql: str) -> object:
    """What a statement answers, asked of the file itself."""
    connection = apsw.Connection(str(book / "book.sqlite"))
    try:
        return connection.execute(sql).get
    finally:
        connection.close()
