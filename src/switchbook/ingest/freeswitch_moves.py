"""What happens to a FreeSWITCH leg while it lasts: holds, parking, transfers, calls picked up, queues, conferences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from switchbook.ingest.freeswitch_record import Party, Record, listed
from switchbook.model.event import (
    Event,
    Facts,
    LegAnswered,
    LegHeld,
    LegJoinedConference,
    LegLeftQueue,
    LegQueued,
    LegResumed,
    LegTransferred,
    LineLogged,
)

TRANSFERS: Mapping[str, str] = {"bl_xfer": "blind", "att_xfer": "attended"}
# How a member left a queue of mod_callcenter though it was still on the line, by cc_cancel_reason.
SENT_ON = frozenset({"TIMEOUT", "NO_AGENT_TIMEOUT", "EXIT_WITH_KEY"})
# A leg that ends this soon after it left its queue, in seconds, left it by that.
AT_ONCE = 2
_HELD = re.compile(r"\{(\d{1,20}),(\d{1,20})\}", re.ASCII)
_TO_VOICEMAIL = re.compile(r"loopback/app=voicemail:(?P<data>[^,|]*)")
_LISTENING = frozenset({"check", "auth", "auth_only"})


class Leg:
    """A leg as its record tells it: what every event of it has, and who is at its ends."""

    def __init__(self, record: Record, common: Mapping[str, Any], *, came_in: bool) -> None:
        self.record, self.common, self.came_in = record, common, came_in

    @property
    def party(self) -> str | None:
        """Who is at this leg: who calls, or who was dialled."""
        facts: Facts = self.common["facts"]
        return (facts.from_name or facts.from_address) if self.came_in else facts.to_address

    def partner(self, at: datetime) -> str | None:
        """The leg that this one was talking with at this moment, as far as the record tells."""
        if not self.came_in and self.common["parent"] is not None:
            return str(self.common["parent"])
        met = [stretch.dialled for stretch in self.record.stretches if stretch.bridged and stretch.bridged < at]
        # The newest of a stretch comes first.
        talked = [party.leg for parties in met for party in reversed(parties) if not party.is_loopback]
        return talked[-1] if talked else None

    def of_other(self, other: str) -> dict[str, Any]:
        """What an event of another leg has that only this record tells of."""
        linked = (self.common["leg"], *self.common["linked"])
        return {"leg": other, "linked": tuple(leg for leg in linked if leg != other)}

    def with_facts(self, **more: str | None) -> dict[str, Any]:
        """What every event of it has, with further facts."""
        facts: Facts = self.common["facts"]
        stated: dict[str, Any] = {name: getattr(facts, name) for name in Facts.__struct_fields__}
        said = {name: value for name, value in more.items() if value is not None}
        return {**self.common, "facts": Facts(**{**stated, **said})}


def moves(leg: Leg, *, began: datetime, answered: datetime | None, ended: datetime) -> Iterator[Event]:
    """All events of a leg between its beginning and its end. Raises UnreadablePayload when a time is none."""
    yield from _queue(leg, ended)
    yield from _holds(leg)
    if answered is not None:
        yield from _transfers(leg)
        yield from _parked_or_picked_up(leg, answered)
    yield from _applications(leg, began)


def voicemails(record: Record) -> Sequence[tuple[str, datetime | None]]:
    """The boxes that a leg was sent to, empty where not told, and when; directly or by way of a loopback channel."""
    found = []
    for name, data, at in record.applications():
        through = _TO_VOICEMAIL.search(data) if name == "bridge" else None
        words = (through["data"] if through is not None else data).split()
        if (name == "voicemail" or through is not None) and not _LISTENING.intersection(words[:1]):
            found.append((words[2] if len(words) > 2 else "", at))
    return found


def _queue(leg: Leg, ended: datetime) -> Iterator[Event]:
    """Waiting in a queue of mod_callcenter."""
    record = leg.record
    joined = record.moment(record.text("cc_queue_joined_epoch"), "cc_queue_joined_epoch")
    if joined is None or record.text("cc_side") == "agent":
        return
    queue = (record.text("cc_queue") or "").partition("@")[0] or None
    answered = record.moment(record.text("cc_queue_answered_epoch"), "cc_queue_answered_epoch")
    cancelled = record.moment(record.text("cc_queue_canceled_epoch"), "cc_queue_canceled_epoch")
    left = answered or cancelled or ended
    result = "answered" if answered else "abandoned"
    if not answered and record.text("cc_cancel_reason") in SENT_ON:
        result = "left"
    elif not answered and ended - left > timedelta(seconds=AT_ONCE):
        result = "redirected"
    told = leg.with_facts(queue_name=queue)
    yield LegQueued(at=joined, **told)
    waited = max(0, (left - joined) // timedelta(seconds=1))
    member = record.text("cc_agent") if answered else None
    told = leg.with_facts(queue_name=queue, queue_member_id=member)
    yield LegLeftQueue(at=left, result=result, waited=waited, **told)


def _holds(leg: Leg) -> Iterator[Event]:
    """`hold_events` of a leg say when its own party put the other side on hold."""
    for on, off in _HELD.findall(leg.record.text("hold_events") or ""):
        held, resumed = (leg.record.moment(value, "hold_events") for value in (on, off))
        if held is None:
            continue
        other = leg.partner(held)
        told = leg.of_other(other) if other is not None else leg.common
        facts = Facts(held_by_name=leg.party) if other is not None else leg.common["facts"]
        yield LegHeld(at=held, **{**told, "facts": facts})
        if resumed is not None:
            yield LegResumed(at=resumed, **told)


def _transfers(leg: Leg) -> Iterator[Event]:
    """Who passed this leg on, and to whom. Before it talks with anybody they are only how the dialplan routes it."""
    for at, kind, target in _history(leg.record):
        passing = leg.partner(at) if kind in TRANSFERS else None
        if passing is None:
            continue
        told = {**leg.of_other(passing), "at": at, "how": TRANSFERS[kind]}
        if kind == "att_xfer":
            # Both records that were tied together tell of it. That of the party passed on was put through.
            new = _put_through_to(leg, passing)
            if new is not None:
                yield LegTransferred(target=new.number, target_leg=new.leg, **told)
            continue
        # `1002/default/XML`; with the dialplan `inline` it is no extension but applications.
        extension, _, rest = target.partition("/")
        asked = leg.record.text("att_xfer_destination_number")
        if not rest.endswith("/inline"):
            yield LegTransferred(target=extension or None, **told)
        elif asked is not None:  # the one asked was still being rung
            yield LegTransferred(target=asked, **{**told, "how": "attended"})


def _history(record: Record) -> Iterator[tuple[datetime, str, str]]:
    """The items of transfer_history, `1795424430:PROFILE:bl_xfer:1003/default/XML`: when, how and where to."""
    for item in listed(record.text("transfer_history")):
        at, _, rest = item.partition(":")
        _, _, kind_and_target = rest.partition(":")
        kind, _, target = kind_and_target.partition(":")
        when = record.moment(at, "transfer_history") if at.isdigit() else None
        if when is not None:
            yield when, kind, target


def _put_through_to(leg: Leg, passing: str) -> Party | None:
    """The party that a leg was tied to at last, if it was the one put through and not the one it was put through to."""
    dialled = leg.record.dialled()
    return dialled[-1] if dialled and dialled[-1].leg != passing else None


def _parked_or_picked_up(leg: Leg, answered: datetime) -> Iterator[Event]:
    """A call that waits on a parking space, and a leg whose party takes another's call (intercept, or from there)."""
    for name, data, at in leg.record.applications():
        if name not in ("valet_park", "intercept"):
            continue
        began = at or answered
        tied = next((when for when, kind, _ in _history(leg.record) if kind == "uuid_br" and when >= began), None)
        takes = leg.came_in and (name == "intercept" or bool(leg.record.dialled_by()))
        if takes and (name == "valet_park" or tied is not None or leg.record.told_time("bridge") is not None):
            told = leg.with_facts(answered_by_name=leg.party)
            yield LegAnswered(at=leg.record.told_time("bridge") or tied or began, **told)
        elif name == "valet_park":
            yield LegHeld(at=began, **leg.with_facts(hold_queue_name=data or None))
            if tied is not None:
                yield LegResumed(at=tied, **leg.common)


def _applications(leg: Leg, began: datetime) -> Iterator[Event]:
    conference = leg.record.text("conference_uuid")
    for name, data, at in leg.record.applications():
        if name == "conference" and conference is not None:
            # Whom the conference itself dialled is there, not it.
            called = None if leg.came_in or leg.common["parent"] else leg.party
            told = leg.with_facts(display_name=called)
            yield LegJoinedConference(at=at or began, conference=conference, **told)
        elif name == "conference":
            yield LineLogged(at=at or began, message=f"Entered conference {data.partition('@')[0]}", **leg.common)
    for box, at in voicemails(leg.record):
        told = leg.with_facts(voicemail=box or "voicemail")
        yield LineLogged(at=at or began, message=f"Sent to voicemail {box}".rstrip(), **told)
