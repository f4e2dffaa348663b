"""A watched folder: files followed as they grow, whole ones moved once durable, rotation, and what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.files import EVENTS_PER_CALL, events, intake_into

from switchbook.errors import UnreadableFile
from switchbook.intake.files import name_of
from switchbook.intake.folder import Folder
from switchbook.stores.contract import Store
from switchbook.stores.memory import MemoryStore


class Watched:
    """A folder with a clock that the test turns, and what was said about it."""

    def __init__(self, store: Store, folder: Path, *, done: Path | None = None, pattern: str = "*") -> None:
        self.now = 0.0
        self.said: list[str] = []
        self.intake = intake_into(store)
        self.folder = Folder(
            self.intake,
            folder,
            pattern=pattern,
            done=done,
            settled=5,
            monotonic=lambda: self.now,
            complain=self.said.append,
            note=self.said.append,
        )

    def look(self, *, after: float = 1) -> int:
        """Look again some seconds later; how many calls were taken then."""
        self.now += after
        before = self.intake.tally.total()
        self.folder.look()
        calls, rest = divmod(self.intake.tally.total() - before, EVENTS_PER_CALL)
        assert rest == 0
        return calls


@pytest.fixture(name="store")
def _store() -> Iterator[Store]:
    store = MemoryStore()
    yield store
    store.close()


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture(name="done")
def _done(tmp_path: Path) -> Path:
    made = tmp_path / "done"
    made.mkdir()
    return made


def append(path: Path, content: bytes) -> None:
    with path.open("ab") as more:
        more.write(content)


def test_a_file_is_followed_as_it_grows(store: Store, folder: Path) -> None:
    watched = Watched(store, folder)
    (folder / "log").write_bytes(events(0, 2))
    counts = [watched.look(), watched.look()]

    append(folder / "log", events(2, 3))

    assert [*counts, watched.look()] == [2, 0, 3]
    assert watched.said == []


def test_started_again_it_goes_on_where_it_ended(store: Store, folder: Path) -> None:
    (folder / "log").write_bytes(events(0, 2))
    Watched(store, folder).look()
    append(folder / "log", events(2, 1))

    assert Watched(store, folder).look() == 1


def test_only_finished_names_of_the_pattern_are_taken(store: Store, folder: Path) -> None:
    for number, name in enumerate(("a.csv", "b.txt", ".c.csv", "d.csv.part", "e.csv~")):
        (folder / name).write_bytes(events(10 * number, number + 1))
    (folder / "folder.csv").mkdir()

    assert Watched(store, folder, pattern="*.csv*").look() == 1


@pytest.mark.parametrize("restarted", [False, True])
def test_after_a_rotation_the_rest_of_the_former_file_comes_first(store: Store, folder: Path, restarted: bool) -> None:
    watched = Watched(store, folder, pattern="log")
    (folder / "log").write_bytes(events(0, 2))
    watched.look()
    append(folder / "log", events(2, 3))
    (folder / "log").rename(folder / "log.1")
    (folder / "log").write_bytes(events(100, 4))
    if restarted:
        watched = Watched(store, folder, pattern="log")

    # The former file may still be written to for a moment.
    assert watched.look() == 0
    append(folder / "log.1", events(5, 1))
    assert [watched.look(after=6), watched.look(after=6)] == [0, 4 + 4]
    assert watched.look(after=6) == 0
    assert watched.said == [
        f"{folder / 'log'} was replaced; the rest of the former file was taken from log.1",
    ]


def test_a_file_emptied_and_filled_again_is_begun_anew(store: Store, folder: Path) -> None:
    watched = Watched(store, folder)
    (folder / "log").write_bytes(events(0, 5))
    watched.look()

    (folder / "log").write_bytes(events(50, 2))

    assert watched.look() == 2
    assert "taken from its beginning" in watched.said[0]


def test_whole_files_are_moved_once_they_are_durable(store: Store, folder: Path, done: Path) -> None:
    watched = Watched(store, folder, done=done)
    content = events(0, 2).rstrip(b"\n")
    (folder / "a.json").write_bytes(content)

    assert [watched.look(), watched.look(after=4)] == [0, 0]
    assert watched.look(after=1) == 2
    assert list(folder.iterdir()) == []
    assert (done / "a.json").read_bytes() == content
    assert store.bookmark(name_of(folder / "a.json"), "generic", "a1") is None


def test_a_file_that_goes_on_growing_is_not_whole(store: Store, folder: Path, done: Path) -> None:
    watched = Watched(store, folder, done=done)
    for number in range(4):
        append(folder / "a.json", events(number, 1))
        assert watched.look(after=4) == 0

    assert watched.look(after=5) == 4


def test_a_file_moved_never_takes_the_place_of_another(store: Store, folder: Path, done: Path) -> None:
    watched = Watched(store, folder, done=done)
    for number in range(3):
        (folder / "a.json").write_bytes(events(number, 1))
        watched.look()
        watched.look(after=5)

    assert sorted(path.name for path in done.iterdir()) == ["a-2.json", "a-3.json", "a.json"]


def test_taken_but_not_moved_is_only_moved_after_a_restart(store: Store, folder: Path, done: Path) -> None:
    (folder / "a.json").write_bytes(events(0, 1))
    intake = intake_into(store)
    intake.take(folder / "a.json")
    intake.settle()

    watched = Watched(store, folder, done=done)

    assert [watched.look(), watched.look(after=5)] == [0, 0]
    assert [path.name for path in done.iterdir()] == ["a.json"]


def test_a_file_appended_to_after_it_was_read_stays(store: Store, folder: Path, done: Path) -> None:
    watched = Watched(store, folder, done=done)
    path = folder / "a.json"
    path.write_bytes(events(0, 1))
    watched.look()
    settle = watched.intake.settle

    def append_first() -> None:
        append(path, events(1, 1))
        settle()

    watched.intake.settle = append_first  # type: ignore[method-assign]
    watched.look(after=5)
    watched.intake.settle = settle  # type: ignore[method-assign]

    assert path.exists()
    assert [watched.look(), watched.look(after=5)] == [0, 1]
    assert not path.exists()


@pytest.mark.parametrize("follow", [True, False], ids=["followed", "whole"])
def test_a_damaged_file_is_named_once_and_the_others_are_taken(
    store: Store, folder: Path, done: Path, follow: bool
) -> None:
    watched = Watched(store, folder, done=None if follow else done)
    (folder / "a.gz").write_bytes(b"\x1f\x8bnothing of the kind")
    (folder / "b.json").write_bytes(events(0, 1))

    counts = [watched.look(), watched.look(after=5), watched.look(), watched.look()]

    assert sum(counts) == 1
    assert len(watched.said) == 1
    assert "a.gz is damaged" in watched.said[0]
    assert (folder / "a.gz").exists()


def test_a_folder_that_is_gone_is_an_error(store: Store, folder: Path) -> None:
    watched = Watched(store, folder)
    folder.rmdir()

    with pytest.raises(UnreadableFile, match="cannot read the folder"):
        watched.look()


def test_told_to_stop_it_takes_no_further_file(store: Store, folder: Path) -> None:
    stop: Callable[[], bool] = lambda: True  # noqa: E731 - as short as the test
    watched = Watched(store, folder)
    watched.folder._stop = stop
    (folder / "log").write_bytes(events(0, 1))

    assert watched.look() == 0
