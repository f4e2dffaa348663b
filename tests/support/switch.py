"""What most scenarios of FreeSWITCH have in common (constructed): Jane calls the front desk, and Anna is rung."""

from __future__ import annotations

from typing import Any

from support.callbacks import ANNA, CALLER, FRONT_DESK
from support.pbx import freeswitch, leg_id, party, raw
from support.scenario import AT_FRONT_DESK, member
from support.twilio_calls import BOB

JANE = ("Jane Doe", CALLER)
TO_ANNA, TO_BOB = party(2, ANNA), party(3, BOB)
FROM_JANE: dict[str, Any] = {
    **AT_FRONT_DESK,
    "dateCreated": "2026-11-23T09:00:00.000Z",
    "fromAddress": CALLER,
    "fromName": "Jane Doe",
    "toAddress": FRONT_DESK,
    "displayName": "Jane Doe",
}
JANE_AS_MEMBER = member("Caller", identity=CALLER, displayName="Jane Doe")
ANNA_AS_MEMBER = member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg")
BOB_AS_TRANSFER = member("Transfer", identity=BOB, displayName=BOB)


def from_jane(**told: Any) -> bytes:
    """The record of leg 1: Jane calls the front desk."""
    return raw(freeswitch(1, **{"start": 0, "caller": JANE, "called": FRONT_DESK, **told}))


def to_anna(**told: Any) -> bytes:
    """The record of leg 2: the switch dials Anna for leg 1."""
    return _dialled(2, {"start": 2, "rang": 3, "called": ANNA, **told})


def to_bob(**told: Any) -> bytes:
    """The record of leg 3: the switch dials Bob for leg 1."""
    return _dialled(3, {"called": BOB, **told})


def _dialled(leg: int, told: dict[str, Any]) -> bytes:
    common = {"caller": JANE, "direction": "outbound", "originating_leg_uuid": leg_id(1)}
    return raw(freeswitch(leg, **{**common, **told}))
