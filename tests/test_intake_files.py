"""Files into a book: each payload once, in many transactions, and on from where the book ends."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from support.callbacks import RECEIVED, as_json, generic_event
from support.files import events, intake_into

from switchbook.errors import StoreError, UnreadableFile
from switchbook.ingest.generic import Generic
from switchbook.intake.content import PIECE, Trace, opened
from switchbook.intake.files import Intake, name_of
from switchbook.recorder import Recorder, Result
from switchbook.stores.contract import Bookmark, Store
from switchbook.stores.memory import MemoryStore


@pytest.fixture(name="store")
def _store() -> Iterator[Store]:
    store = MemoryStore()
    yield store
    store.close()


def taken(intake: Intake, path: Path, **how: bool) -> dict[str, object]:
    """What became of a file's payloads."""
    before = dict(intake.tally.counts)
    intake.take(path, **how)  # type: ignore[arg-type]
    intake.settle()
    return {
        str(result): count - before[result] for result, count in intake.tally.counts.items() if count != before[result]
    }


def kept(store: Store, path: Path) -> Bookmark:
    bookmark = store.bookmark(name_of(path), "generic", "a1")
    assert bookmark is not None
    return bookmark


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
def test_a_file_is_taken_once_however_it_is_packed(store: Store, tmp_path: Path, pack: type[bytes]) -> None:
    path = tmp_path / "events"
    path.write_bytes(pack(events(0, 5)))
    intake = intake_into(store)

    first, second = taken(intake, path), taken(intake, path)

    assert (first, second) == ({"taken": 20}, {})
    assert intake.tally.told() == {"taken": 20, "repeated": 0, "quarantined": 0, "sessions": 5}


def test_from_the_start_everything_is_a_repeat(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(events(0, 2))
    intake = intake_into(store)
    taken(intake, path)

    assert taken(intake, path, from_start=True) == {"repeated": 8}


def test_a_file_that_has_grown_goes_on_where_it_ended(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(events(0, 300))
    taken(intake_into(store), path)

    with path.open("ab") as more:
        more.write(events(300, 1))

    assert taken(intake_into(store), path) == {"taken": 4}
    assert kept(store, path).offset == path.stat().st_size


def test_another_file_in_its_place_is_taken_from_its_beginning(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(events(0, 3))
    intake = intake_into(store)
    taken(intake, path)
    before = kept(store, path)

    path.write_bytes(events(100, 9))

    assert intake.replaced(path) == before
    assert taken(intake, path) == {"taken": 36}
    assert intake.replaced(path) is None


def test_a_line_that_is_half_written_waits_for_its_end(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "events"
    whole = events(0, 1)
    path.write_bytes(whole[:-30])
    intake = intake_into(store)

    assert taken(intake, path, final=False) == {"taken": 3}
    path.write_bytes(whole)
    assert taken(intake, path, final=False) == {"taken": 1}


def test_the_end_of_a_whole_file_is_a_payload_too(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(events(0, 1) + b'{"version": 1, "type": ')

    assert taken(intake_into(store), path) == {"taken": 4, "quarantined": 1}


def test_a_transaction_holds_many_payloads_and_their_bookmark(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(events(0, 1000))
    starts = []
    with opened(path, lambda: path.open("rb")) as content:
        chunks = list(content.chunks(Generic(), 0, Trace(), final=True))
        starts = [chunk.start for chunk in chunks]

    assert sum(len(chunk.payloads) for chunk in chunks) == 4000
    assert len(chunks) == -(-path.stat().st_size // PIECE)
    assert starts == [0, *(chunk.end for chunk in chunks[:-1])]


def test_a_bookmark_does_not_pass_what_was_not_taken(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(events(0, 1000))
    recorder = Recorder(store)
    intake = intake_into(store, recorder=recorder)
    real, calls = recorder.take_all, []

    def taken_with_another(*arguments: object) -> object:
        calls.append(arguments)
        future = real(*arguments)  # type: ignore[arg-type]
        if len(calls) == 1:
            # As if another program had begun the file anew in the meantime.
            store.write(lambda ledger: ledger.drop_bookmark(name_of(path), "generic", "a1")).result()
        return future

    recorder.take_all = taken_with_another  # type: ignore[method-assign, assignment]

    with pytest.raises(StoreError, match="was not taken"):
        taken(intake, path)

    assert store.bookmark(name_of(path), "generic", "a1") is None


def test_a_file_belongs_to_a_source_and_an_account(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(events(0, 1))
    taken(intake_into(store), path)

    assert taken(intake_into(store, account="a2"), path) == {"taken": 4}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (gzip.compress(events(0, 500))[:-2000], "is damaged"),
        (b"\x28\xb5\x2f\xfdnothing", "is damaged"),
        (None, "No such"),
    ],
    ids=["half a gzip", "no zstd", "no file"],
)
def test_a_file_that_cannot_be_read_is_one_error(
    store: Store, tmp_path: Path, content: bytes | None, complaint: str
) -> None:
    path = tmp_path / "events"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=complaint):
        taken(intake_into(store), path)


def test_what_a_file_holds_is_taken_as_a_hook_would_take_it(store: Store, tmp_path: Path) -> None:
    payload = as_json(generic_event("started", 0))
    Recorder(store).take(Generic(), "a1", payload, "application/json", RECEIVED).result()
    path = tmp_path / "events"
    path.write_bytes(payload + b"\n")
    intake = intake_into(store)

    assert taken(intake, path) == {"repeated": 1}
    assert intake.tally.counts[Result.taken] == 0
