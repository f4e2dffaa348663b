"""What scenarios of Asterisk have in common (constructed): Jane calls the front desk, telephones 101 and 102 answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from support.callbacks import CALLER, FRONT_DESK
from support.pbx import cdr, cel
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


OUTGOING_LINE = ("AppDial", "(Outgoing Line)")
Channel = Callable[..., bytes]


def calling(leg: str, name: str, caller: tuple[str, str], exten: str, group: str = "") -> Channel:
    """The events of a channel that calls: type, seconds, and what else they tell."""

    def event(kind: str, at: float, **told: Any) -> bytes:
        common = {"caller": caller, "exten": exten, "dnid": "" if kind == "CHAN_START" else exten}
        return cel(kind, at, leg, told.pop("group", group or leg), name, **(common | told))

    return event


def dialled(leg: str, name: str, group: str = CALL, line: tuple[str, str] = OUTGOING_LINE) -> Channel:
    """The events of a channel that another one dialled."""

    def event(kind: str, at: float, **told: Any) -> bytes:
        common = {} if kind == "CHAN_START" else {"app": line}
        return cel(kind, at, leg, told.pop("group", group), name, **(common | told))

    return event


def hung_up(cause: int = 16, dialstatus: str = "", source: str = "") -> dict[str, object]:
    """The extra of HANGUP."""
    return {"hangupcause": cause, "hangupsource": source, "dialstatus": dialstatus}


def in_bridge(name: str = "b-1") -> dict[str, object]:
    """The extra of BRIDGE_ENTER and BRIDGE_EXIT."""
    return {"bridge_id": name, "bridge_technology": "simple_bridge"}


jane = calling(CALL, TRUNK, ("Jane Doe", CALLER), FRONT_DESK)
phone = dialled("1795424402.2", PHONE)
bobs = dialled("1795424402.3", BOBS)
DIAL = ("Dial", "PJSIP/101,30")
JANE_CALLS_101 = [
    jane("CHAN_START", 0),
    jane("APP_START", 1, app=DIAL),
    phone("CHAN_START", 2),
]
THEY_TALK = [
    phone("ANSWER", 8),
    jane("ANSWER", 8.1, app=DIAL),
    phone("BRIDGE_ENTER", 8.2, extra=in_bridge()),
    jane("BRIDGE_ENTER", 8.3, app=DIAL, peer=PHONE, extra=in_bridge()),
]
