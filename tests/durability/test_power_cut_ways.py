"""A power cut at any moment, whichever way in was used: nothing acknowledged is lost, nothing is there twice."""

from __future__ import annotations

import itertools
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from support.callbacks import RECEIVED
from support.calling import Clock, application
from support.files import EVENTS_PER_CALL, events, intake_into
from support.losing import disagreements, payloads, sessions
from support.lossy_files import Recording, after_power_cut, recording
from support.serving import serving

from switchbook.ingest.generic import Generic
from switchbook.intake import content as intake_content
from switchbook.intake import folder as intake_folder
from switchbook.intake.files import name_of
from switchbook.intake.folder import Folder
from switchbook.model.directory import Account
from switchbook.recorder import Recorder, Result
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_people import Hook
from switchbook.stores.memory import MemoryStore
from switchbook.stores.sqlite import open_store

SENDERS = 4
CALLS_PER_SENDER = 10
CALLS_IN_FILE = 150
# Small transactions: many of them fit into a small file.
PIECE = 4096
SECRET = "constructed"


@pytest.fixture(name="kept")
def _kept() -> Iterator[Recording]:
    with recording("power-cut-ways") as kept:
        yield kept


class Moment(NamedTuple):
    """What was known to be durable after so many operations on the book's files."""

    at: int
    known: object


def cuts(kept: Recording, first: int, rounds: int, tmp_path: Path) -> Iterator[tuple[int, Store]]:
    """Books as power cuts at random moments after `first` left them, opened again; each with its moment."""
    luck = random.Random(13)
    for number in range(rounds):
        cut = luck.randint(first, kept.now())
        target = tmp_path / f"cut{number}"
        after_power_cut(kept, cut, luck, target)
        store = open_store(target)
        try:
            yield cut, store
        finally:
            store.close()
            shutil.rmtree(target)


def noon() -> Clock:
    """A clock that stands still."""
    clock = Clock()
    clock.now = RECEIVED
    return clock


def begin(store: Store) -> None:
    def work(ledger: Ledger) -> None:
        ledger.put_account(Account(id="a1", name="North"))
        ledger.put_hook(Hook(id="h1", source="generic", account_id="a1", secrets=(SECRET,)))

    store.write(work).result()


def expected(content: bytes) -> tuple[list[bytes], object]:
    """The payloads of some lines, and the sessions that they make when nothing goes wrong."""
    lines = content.splitlines()
    store = MemoryStore()
    begin(store)
    Recorder(store).take_all(Generic(), "a1", lines, "application/json", RECEIVED).result()
    return sorted(lines), sessions(store)


def sent_by_hooks(kept: Recording, directory: Path, synchronous: str = "FULL") -> list[Moment]:
    """What several senders at once were told is safe, over HTTP."""
    acknowledged: list[Moment] = []
    store = open_store(directory, vfs=kept.name, synchronous=synchronous)
    begin(store)
    with serving(application(store, noon())) as server:

        def send(sender: int) -> None:
            with httpx.Client(headers={"Authorization": f"Bearer {SECRET}"}) as client:
                for line in events(0, CALLS_PER_SENDER, name=f"s{sender}").splitlines():
                    answer = client.post(f"{server.url}/hooks/generic/h1", content=line)
                    assert answer.status_code == httpx.codes.OK, answer.text
                    acknowledged.append(Moment(kept.now(), line))

        senders = [threading.Thread(target=send, args=(number,)) for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    store.close()
    return acknowledged


def lost(store: Store, acknowledged: list[object]) -> list[str]:
    """What of the acknowledged payloads is not there, or changes something when it is sent again."""
    before = sessions(store)
    problems = []
    for payload in acknowledged:
        assert isinstance(payload, bytes)
        (receipt,) = Recorder(store).take(Generic(), "a1", payload, "", RECEIVED).result()
        if receipt.result is not Result.repeated:
            problems.append(f"not kept: {payload!r}")
    return problems if sessions(store) == before else [*problems, "repeats changed the sessions"]


@pytest.mark.slow
def test_what_a_hook_acknowledged_survives(kept: Recording, tmp_path: Path, rounds: int) -> None:
    acknowledged = sent_by_hooks(kept, tmp_path / "written")
    everything = b"".join(events(0, CALLS_PER_SENDER, name=f"s{sender}") for sender in range(SENDERS))
    lines, whole = expected(everything)

    for cut, store in cuts(kept, acknowledged[0].at, rounds, tmp_path):
        assert disagreements(store) == []
        assert lost(store, [moment.known for moment in acknowledged if moment.at <= cut]) == []
        # The senders try the rest again.
        Recorder(store).take_all(Generic(), "a1", everything.splitlines(), "", RECEIVED).result()
        assert (sorted(payloads(store)), sessions(store), disagreements(store)) == (lines, whole, [])


@pytest.mark.slow
def test_without_syncs_the_same_is_lost(kept: Recording, tmp_path: Path) -> None:
    acknowledged = sent_by_hooks(kept, tmp_path / "written", synchronous="OFF")
    found = []
    for number in range(3):
        after_power_cut(kept, kept.now() - number, random.Random(number), tmp_path / f"cut{number}")
        try:
            store = open_store(tmp_path / f"cut{number}")
            found.append(bool(disagreements(store) or lost(store, [moment.known for moment in acknowledged])))
            store.close()
        except Exception as broken:
            found.append(bool(broken))

    assert any(found)


@pytest.mark.slow
def test_a_bookmark_is_never_ahead_of_what_is_durable(
    kept: Recording, tmp_path: Path, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_content, "PIECE", PIECE)
    path = tmp_path / "events.jsonl"
    path.write_bytes(events(0, CALLS_IN_FILE))
    lines, whole = expected(path.read_bytes())
    store = open_store(tmp_path / "written", vfs=kept.name)
    begin(store)
    first, durable = kept.now(), [Moment(0, 0)]

    def note(_: int) -> None:
        bookmark = store.bookmark(name_of(path), "generic", "a1")
        durable.append(Moment(kept.now(), 0 if bookmark is None else bookmark.offset))

    intake = intake_into(store)
    intake.take(path, read=note)
    intake.settle()
    note(0)
    store.close()
    assert path.stat().st_size > 10 * PIECE

    for cut, reopened in cuts(kept, first, rounds, tmp_path):
        assert disagreements(reopened) == []
        bookmark = reopened.bookmark(name_of(path), "generic", "a1")
        offset = 0 if bookmark is None else bookmark.offset
        assert offset >= max(moment.known for moment in durable if moment.at <= cut)  # type: ignore[type-var]
        assert sorted(payloads(reopened)) == sorted(path.read_bytes()[:offset].splitlines())
        # The same command again takes the rest, and nothing twice.
        again = intake_into(reopened)
        again.take(path)
        again.settle()
        assert again.tally.counts[Result.repeated] == 0
        assert (sorted(payloads(reopened)), sessions(reopened), disagreements(reopened)) == (lines, whole, [])


def look_until_quiet(watched: Folder, clock: list[float], times: int = 3) -> None:
    for _ in range(times):
        clock[0] += 10
        watched.look()


def watching(store: Store, place: Path, clock: list[float], *, whole: bool) -> Folder:
    return Folder(
        intake_into(store),
        place / "in",
        pattern="*",
        done=place / "done" if whole else None,
        settled=5,
        monotonic=lambda: clock[0],
        complain=lambda _: None,
        note=lambda _: None,
    )


def noting(kept: Recording, moved: list[Moment]) -> Callable[[Path, Path], None]:
    """What moves files away and notes when."""
    real = intake_folder._put_away

    def put_away(path: Path, folder: Path) -> None:
        moved.append(Moment(kept.now(), path.name))
        real(path, folder)

    return put_away


@pytest.mark.slow
def test_files_are_moved_only_when_they_are_durable(
    kept: Recording, tmp_path: Path, rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = {f"{number:02d}.json": events(100 * number, 6) for number in range(15)}
    lines, whole = expected(b"".join(content.values()))
    place = tmp_path / "place"
    moved: list[Moment] = []
    monkeypatch.setattr(intake_folder, "_put_away", noting(kept, moved))
    lay_out(place, content)
    store = open_store(tmp_path / "written", vfs=kept.name)
    begin(store)
    first = kept.now()
    clock = [0.0]
    look_until_quiet(watching(store, place, clock, whole=True), clock)
    store.close()
    assert len(moved) == len(content)

    for cut, reopened in cuts(kept, first, rounds, tmp_path):
        gone = {moment.known for moment in moved if moment.at <= cut}
        safe = b"".join(each for name, each in content.items() if name in gone).splitlines()
        assert disagreements(reopened) == []
        assert set(safe) <= set(payloads(reopened))
        lay_out(place, {name: each for name, each in content.items() if name not in gone})
        clock = [0.0]
        look_until_quiet(watching(reopened, place, clock, whole=True), clock)
        assert list((place / "in").iterdir()) == []
        assert (sorted(payloads(reopened)), sessions(reopened), disagreements(reopened)) == (lines, whole, [])


@pytest.mark.slow
def test_a_growing_file_goes_on_where_the_book_ends(kept: Recording, tmp_path: Path, rounds: int) -> None:
    whole_file = events(0, 120)
    lines, whole = expected(whole_file)
    luck, clock, place = random.Random(3), [0.0], tmp_path / "place"
    lay_out(place, {})
    store = open_store(tmp_path / "written", vfs=kept.name)
    begin(store)
    watched, first, durable = watching(store, place, clock, whole=False), kept.now(), []
    steps = [*sorted(luck.sample(range(len(whole_file)), 25)), len(whole_file)]
    for start, end in itertools.pairwise([0, *steps]):
        with (place / "in" / "log").open("ab") as log:
            log.write(whole_file[start:end])
        watched.look()
        # Whole lines of what was written are durable now.
        durable.append(Moment(kept.now(), whole_file[:end].count(b"\n")))
    store.close()
    assert durable[-1].known == 120 * EVENTS_PER_CALL

    for cut, reopened in cuts(kept, first, rounds, tmp_path):
        assert disagreements(reopened) == []
        taken = len(payloads(reopened))
        assert taken >= max([moment.known for moment in durable if moment.at <= cut], default=0)  # type: ignore[type-var]
        again = watching(reopened, place, clock, whole=False)
        look_until_quiet(again, clock, 1)
        assert (sorted(payloads(reopened)), sessions(reopened), disagreements(reopened)) == (lines, whole, [])


def lay_out(place: Path, content: dict[str, bytes]) -> None:
    """A folder with these files, and an empty one for those that are done with."""
    shutil.rmtree(place, ignore_errors=True)
    (place / "in").mkdir(parents=True)
    (place / "done").mkdir()
    for name, each in content.items():
        (place / "in" / name).write_bytes(each)
