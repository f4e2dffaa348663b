"""How the leg table keeps the carrier's ids of calls: as names of a kind of their own, each with its session.

Legs of one name are one session; calls of one id need not be, as where two switches tell of the same SIP call. So
the name of a call holds its session, and is under a source that no delivery comes from: no leg is ever found by it.
"""

from __future__ import annotations

CALLS = "call sids"


def call_name(call_sid: str, session_id: str) -> str:
    """What a call of a session is kept as. A session's id holds no blank, a call's may."""
    return f"{call_sid} {session_id}"


def call_sid_in(name: str) -> str:
    """The carrier's id in such a name."""
    return name.rpartition(" ")[0]


def bounds(call_sid: str) -> tuple[str, str]:
    """From where, and to before where, all names of a call stand in their order; a few of other calls may, too."""
    return f"{call_sid} ", f"{call_sid}!"
