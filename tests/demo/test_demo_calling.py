"""Calls of the demo that happen while one looks: all are understood, stand in every state, and come to an end."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from support.recording import documents

from switchbook.demo.calling import Calling, Told
from switchbook.demo.luck import Luck
from switchbook.demo.world import World
from switchbook.ingest.generic import Generic
from switchbook.model.session import CallState, QueueState
from switchbook.recorder import Recorder, Result
from switchbook.stores.memory import MemoryStore

MANY = 8


def test_calls_come_stand_everywhere_and_go(world: World, now: datetime) -> None:
    store = MemoryStore()
    recorder, calling = Recorder(store), Calling(world, Luck("calls"), MANY)
    results, seen, most, outcomes = set(), set(), 0, set()

    for second in range(20 * 60):
        at = now + timedelta(seconds=second)
        for told in calling.due(at):
            body = msgspec.json.encode(told.event)
            taken = recorder.take(Generic(), told.account_id, body, "application/json", at).result()
            results.update(each.result for each in taken)
        if second % 5 == 0:
            sessions = documents(store).values()
            running = [each for each in sessions if not each["ended"]]
            seen |= {(CallState[each["callState"]], each["queueState"]) for each in running}
            most = max(most, len(running))
            outcomes |= {each.get("outcome") for each in sessions if each["ended"]}

    assert results == {Result.taken}
    assert {state for state, _ in seen} >= {CallState.Ringing, CallState.Connected, CallState.Hold, CallState.Passive}
    assert QueueState.Queued.name in {queue for _, queue in seen}
    assert most == MANY
    assert outcomes >= {"Answered", "Missed", "Abandoned", "Voicemail"}
    assert max(len(each["members"]) for each in documents(store).values()) > 2


def test_what_happened_before_is_told_in_order_and_goes_on(world: World, now: datetime) -> None:
    calling = Calling(world, Luck("calls"), MANY)
    begin = now - timedelta(minutes=10)

    before = list(calling.since(begin, now))
    after = calling.due(now + timedelta(seconds=30))

    times = [at for at, _ in before]
    assert times == sorted(times)
    assert begin <= times[0] <= times[-1] < now
    assert all(timedelta(0) <= at - happened(told) <= timedelta(seconds=1) for at, told in before)
    legs = {str(told.event["leg"]) for _, told in before}
    assert {str(told.event.get("parent", told.event["leg"])) for told in after} & legs


def happened(told: Told) -> datetime:
    """When an event says that it happened."""
    return datetime.fromisoformat(str(told.event["at"]))
