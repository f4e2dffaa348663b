"""Data of a benchmark, small enough for a test."""

from __future__ import annotations

import pytest

from bench import data as making
from bench.data import Data, told_by


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Data:
    """Some thousand sessions, written without processes of their own."""
    made = Data(tmp_path_factory.mktemp("bench"), 1_200, 1)
    made.folder.mkdir()
    for maker in range(making.MAKERS):
        making.write_part(made.folder, 1_200, 1, maker, 600)
    assert sum(len(batch) for batch in made.batches()) == len(list(told_by(made.world, 1, 0, 600))) * 2
    return made
