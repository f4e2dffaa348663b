"""Ours as a peer: a load that was cut off goes on; pages of walks by cursor can be asked again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.columns import columns
from bench.data import Data
from bench.material import Material
from bench.peers import Question, ours
from bench.peers.ours import Ours
from bench.queries import questions
from bench.walks import PER_GROUP, WALKS, walked


def test_a_load_that_was_cut_off_goes_on_and_its_pages_are_walked(
    data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(ours, "_joined", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            Ours(tmp_path).load(data)
    book = tmp_path / "book" / "book.sqlite"
    begun = book.stat().st_ino

    peer = Ours(tmp_path)
    peer.load(data)

    assert book.stat().st_ino == begun
    assert peer.spent.chunks == len(data.chunks())
    assert peer.spent.seconds > 0
    assert [peer.read(peer.ask(Question("", {"searchAll": "true"}))).total] == [data.sessions]
    assert not (book.parent / "loading").exists()

    drawn = questions(Material(columns(data), data), [walk.lists for walk in WALKS])
    pages = walked(drawn, peer.after)

    assert {page.group for page in pages} == {walk.name for walk in WALKS}
    of_all = [page for page in pages if page.group == "C2"]
    assert 0 < len(of_all) <= PER_GROUP
    first, second = (peer.read(peer.ask(page)) for page in of_all[:2])
    assert first.total == second.total
    assert not set(first.ids) & set(second.ids)
    peer.close()


def _cut_off(_: object) -> None:
    raise KeyboardInterrupt
