"""What scenarios of Asterisk have in common (constructed): Jane calls the front desk, telephones 101 and 102 answer."""

from __future__ import annotations

from typing import Any

from support.callbacks import CALLER, FRONT_DESK
from support.pbx import cdr
from support.scenario import AT_FRONT_DESK, member

CALL, TRUNK, PHONE, BOBS = "1795424400.1", "PJSIP/trunk-00000001", "PJSIP/101-00000002", "PJSIP/102-00000003"
FROM_JANE: dict[str, Any] = {
    **AT_FRONT_DESK,
    "dateCreated": "2026-11-23T09:00:00.000Z",
    "fromAddress": CALLER,
    "fromName": "Jane Doe",
    "toAddress": FRONT_DESK,
    "displayName": "Jane Doe",
}
JANE_AS_MEMBER = member("Caller", identity=CALLER, displayName="Jane Doe")
PHONE_AS_MEMBER = member("Agent", identity="101", displayName="101")
BOBS_AS_MEMBER = member("Agent", identity="102", displayName="102")
BOBS_AS_TRANSFER = member("Transfer", identity="102", displayName="102")


def stretch(sequence: int, **told: Any) -> bytes:
    """The call detail record of a stretch of Jane's call; `note` is its userfield."""
    note = told.pop("note", "")
    common = {
        "start": 0,
        "src": CALLER,
        "dst": FRONT_DESK,
        "clid": f'"Jane Doe" <{CALLER}>',
        "channel": TRUNK,
        "app": ("Dial", "PJSIP/101,30"),
        "more": (CALL, note, "", CALL, sequence),
    }
    return cdr(**(common | told))
