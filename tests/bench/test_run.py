"""The runner: stages that were run are kept, and results are written after each."""

from __future__ import annotations

import msgspec
import pytest

from bench.data import Data
from bench.run import Run, Stage, run


def test_a_run_that_was_cut_off_goes_on_where_it_was(tmp_path) -> None:
    asked: list[str] = []

    def counted(name: str):
        return Stage(name, "counts", lambda _: asked.append(name) or {"figure": len(asked)})

    def cut_off(_: Run) -> object:
        raise KeyboardInterrupt

    this = Run(tmp_path, Data(tmp_path, 10, 1))
    with pytest.raises(KeyboardInterrupt):
        run(this, [counted("first"), Stage("second", "is cut off", cut_off)], results=tmp_path)
    wrong = run(this, [counted("first"), counted("second")], results=tmp_path)

    assert (asked, wrong) == (["first", "second"], 0)
    kept = msgspec.json.decode((tmp_path / "10.json").read_bytes())
    assert [stage["figure"] for stage in kept["stages"].values()] == [1, 2]


def test_a_stage_that_is_asked_for_runs_again(tmp_path) -> None:
    this = Run(tmp_path, Data(tmp_path, 10, 1))
    asked: list[int] = []
    stage = Stage("only", "counts", lambda _: asked.append(1) or {})

    run(this, [stage], results=tmp_path)
    run(this, [stage], "only", results=tmp_path)

    assert len(asked) == 2


def test_wrong_answers_are_counted(tmp_path) -> None:
    this = Run(tmp_path, Data(tmp_path, 10, 1))

    assert run(this, [Stage("wrong", "is wrong", lambda _: {"stock": {"mismatches": [1, 2]}})], results=tmp_path) == 2
