"""Sessions that tests act on: told of by generic events or by a carrier, or made over the API."""

from __future__ import annotations

import json
from typing import Any

from support.callbacks import CALLER, FRONT_DESK, generic_event, parent_callback
from support.calling import Caller, Clock

from switchbook.ingest.generic import Generic
from switchbook.ingest.twilio import Twilio
from switchbook.recorder import Recorder
from switchbook.stores.contract import Store

ANSWERED = (
    generic_event("started", -4000, "L1", **{"from": CALLER, "to": FRONT_DESK, "direction": "Incoming"}),
    generic_event("started", -3990, "L2", parent="L1", to="+15035551235"),
    generic_event("answered", -3980, "L2", parent="L1"),
)

ANSWERED = (
    generic_event("started", -4000, "L1", **{"from": CALLER, "to": FRONT_DESK, "direction": "Incoming"}),
    generic_event("started", -3990, "L2", parent="L1", to="+15035551235"),
    generic_event("answered", -3980, "L2", parent="L1"),
)


def told(store: Store, clock: Clock, *events: dict[str, object]) -> str:
    """A session of account a1 that generic events tell of; its id."""
    payload = json.dumps(events).encode()
    receipts = Recorder(store).take(Generic(), "a1", payload, "application/json", clock()).result()
    return receipts[0].session_id or ""


def of_carrier(store: Store, clock: Clock) -> str:
    """A running session of account a1 that Twilio tells of; its id."""
    payload = parent_callback("in-progress", 0, 1)
    taken = Recorder(store).take(Twilio(), "a1", payload, "application/x-www-form-urlencoded", clock()).result()
    return taken[0].session_id or ""


def made(caller: Caller, **changed: Any) -> dict[str, Any]:
    """A session made over the API, as it was answered."""
    given = {"accountId": "a1", "endpointId": "e1", "destination": "+18145550100", "fromAddress": FRONT_DESK}
    answer = caller.post("/sessions", json={**given, **changed})
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def log_of(caller: Caller, session_id: str) -> list[str]:
    """The lines of a session's log."""
    return [line["message"] for line in caller.get(f"/sessions/{session_id}").json()["log"]]
