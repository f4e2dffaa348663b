"""The benchmark's data: the same for the same seed."""

from __future__ import annotations

from itertools import islice

from bench.data import Data, told_by
from bench.vocabulary import SIZE, vocabulary


def test_equal_seeds_make_equal_sessions_and_another_seed_others(tmp_path) -> None:
    world = Data(tmp_path, 200, 1).world

    first = list(told_by(world, 1, 0, 200))

    assert list(told_by(world, 1, 0, 200)) == first
    assert list(islice(told_by(world, 2, 0, 200), 200)) != first
    assert {item.session.id for item in first}.isdisjoint(item.session.id for item in told_by(world, 1, 1, 200))


def test_many_sessions_have_notes_in_rare_words(tmp_path) -> None:
    world = Data(tmp_path, 400, 1).world

    noted = [item for item in told_by(world, 1, 0, 400) if item.log[-1].message.startswith("Note: ")]

    assert 100 < len(noted) < 220
    assert len(set(vocabulary())) == SIZE
