"""What was acknowledged survives a power cut at any moment, exactly once, and the book agrees with itself."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from support.lossy_files import Recording, after_power_cut, recording

from switchbook.ingest.twilio import Twilio
from switchbook.model.actor import EVERYTHING
from switchbook.model.directory import Account
from switchbook.model.query import SessionQuery
from switchbook.recorder import Recorder, Result
from switchbook.stores.sqlite import open_store

FORM = "application/x-www-form-urlencoded"
ARRIVED = datetime(2026, 3, 1, 12, tzinfo=UTC)
STEPS = ("initiated", "ringing", "in-progress", "completed")
CALLS_PER_SENDER = 12
SENDERS = 4


def constructed_callbacks(sender: int) -> Iterator[tuple[str, bytes]]:
    """Voice status callbacks of some calls, built field by field, with the call each belongs to."""
    for call in range(CALLS_PER_SENDER):
        sid = f"CA{sender:02x}{call:030x}"
        for sequence, status in enumerate(STEPS):
            fields = {
                "AccountSid": "AC" + "0" * 32,
                "CallSid": sid,
                "CallStatus": status,
                "From": f"+1503555{sender:02d}{call:02d}",
                "To": "+15035550100",
                "Direction": "inbound",
                "Timestamp": f"Sun, 01 Mar 2026 12:00:{sequence:02d} +0000",
                "SequenceNumber": str(sequence),
                "CallbackSource": "call-progress-events",
            }
            yield sid, urlencode(fields).encode()


class Acknowledged:
    """Deliveries with the operation after which each was acknowledged."""

    def __init__(self, kept: Recording) -> None:
        self._kept = kept
        self.deliveries: list[tuple[int, bytes]] = []

    def add(self, payload: bytes) -> None:
        self.deliveries.append((self._kept.now(), payload))

    def by(self, cut: int) -> list[bytes]:
        return [payload for at, payload in self.deliveries if at <= cut]


def written_book(directory: Path, kept: Recording, synchronous: str) -> Acknowledged:
    """A book written by several senders at once through the recording file layer."""
    acknowledged = Acknowledged(kept)
    store = open_store(directory, vfs=kept.name, synchronous=synchronous)
    store.write(lambda ledger: ledger.put_account(Account(id="acme", name="Acme"))).result()
    recorder = Recorder(store)

    def send(sender: int) -> None:
        for _, payload in constructed_callbacks(sender):
            recorder.take(Twilio(), "acme", payload, FORM, ARRIVED).result()
            acknowledged.add(payload)

    senders = [threading.Thread(target=send, args=(number,)) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    store.close()
    return acknowledged


def lost_after(directory: Path, acknowledged: list[bytes]) -> list[str]:
    """What of the acknowledged deliveries is missing or doubled in the reopened book, and what check finds."""
    store = open_store(directory)
    recorder = Recorder(store)
    try:
        problems = [f"{finding.part}: {finding.problem}" for finding in store.check()]
        if acknowledged and "acme" not in store.directory().accounts:
            return [*problems, "the account is lost"]
        before = store.find(SessionQuery(scope=EVERYTHING)).total
        for payload in acknowledged:
            receipts = recorder.take(Twilio(), "acme", payload, FORM, ARRIVED).result()
            if [receipt.result for receipt in receipts] != [Result.repeated]:
                problems.append(f"not kept: {payload!r}")
        after = store.find(SessionQuery(scope=EVERYTHING)).total
        journalled = [entry for session in store.session_ids() for entry in store.entries(session)]
        if len({entry.digest for entry in journalled}) != len(journalled):
            problems.append("a delivery is in the journal twice")
        if not problems and before != after:
            problems.append("repeats changed the number of sessions")
        return problems
    finally:
        store.close()


@pytest.fixture(name="kept")
def _kept() -> Iterator[Recording]:
    with recording("power-cut") as kept:
        yield kept


@pytest.mark.slow
def test_every_acknowledged_delivery_is_there_once_after_a_power_cut(
    kept: Recording, tmp_path: Path, rounds: int
) -> None:
    acknowledged = written_book(tmp_path / "written", kept, synchronous="FULL")
    luck = random.Random(7)
    first = next(at for at, _ in acknowledged.deliveries)

    for number in range(rounds):
        cut = luck.randint(first, kept.now())
        after_power_cut(kept, cut, luck, tmp_path / f"cut{number}")

        assert lost_after(tmp_path / f"cut{number}", acknowledged.by(cut)) == []


@pytest.mark.slow
def test_the_same_test_finds_losses_when_nothing_is_synced(kept: Recording, tmp_path: Path) -> None:
    acknowledged = written_book(tmp_path / "written", kept, synchronous="OFF")
    luck = random.Random(7)
    losses = []

    for number in range(3):
        cut = kept.now() - number
        target = tmp_path / f"cut{number}"
        after_power_cut(kept, cut, random.Random(luck.random()), target)
        try:
            losses.append(bool(lost_after(target, acknowledged.by(cut))))
        except Exception as broken:
            losses.append(bool(broken))

    assert any(losses)
