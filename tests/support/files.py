"""Files of constructed generic events, and what takes them into a store."""

from __future__ import annotations

from support.callbacks import RECEIVED, as_json, generic_event

from switchbook.ingest.generic import Generic
from switchbook.intake.files import Intake, Way
from switchbook.recorder import Recorder
from switchbook.stores.contract import Store

EVENTS_PER_CALL = 4


def events(first: int, calls: int, name: str = "call") -> bytes:
    """Lines of JSON: the four events of each of these calls (constructed)."""
    told = []
    for call in range(first, first + calls):
        leg = f"{name}-{call}"
        told.append(
            generic_event("started", call, leg, **{"from": f"+1814555{call % 10_000:04d}", "to": "+15035551234"})
        )
        told += [generic_event("ringing", call + 1, leg), generic_event("answered", call + 2, leg)]
        told.append(generic_event("ended", call + 9, leg, ending="completed", duration=7))
    return b"".join(as_json(event) + b"\n" for event in told)


def intake_into(store: Store, *, account: str = "a1", recorder: Recorder | None = None) -> Intake:
    """What takes files of generic events into this account."""
    way = Way(source=Generic(), account_id=account, content_type="application/json")
    return Intake(store, recorder or Recorder(store), way, lambda: RECEIVED)
