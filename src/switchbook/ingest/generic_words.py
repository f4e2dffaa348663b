"""The words of a generic event: its texts, numbers, times and names, as types that check them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Annotated, Literal

from msgspec import Meta

from switchbook.model.session import Channel, Direction, HoldReason, MemberRole, wire_name

MOST_EVENTS = 1000
MOST_NAMES = 100
_LARGEST_NUMBER = 2**53 - 1

CHANNELS: Mapping[str, Channel] = {wire_name(channel).lower(): channel for channel in Channel}
DIRECTIONS: Mapping[str, Direction] = {wire_name(direction).lower(): direction for direction in Direction}
ROLES: Mapping[str, MemberRole] = {wire_name(role).lower(): role for role in MemberRole}
REASONS: Mapping[str, HoldReason] = {wire_name(reason).lower(): reason for reason in HoldReason}
Ending = Literal["completed", "busy", "no-answer", "failed", "canceled", "hung-up"]
Result = Literal["answered", "abandoned", "left", "redirected", "failed"]
Transfer = Literal["blind", "attended"]
FileType = Literal["CallRecording", "VoiceMessage", "Fax", "FaxOutgoing", "Attachment"]
MessageStatus = Literal[
    "accepted", "scheduled", "queued", "sending", "receiving", "sent", "received",
    "canceled", "undelivered", "failed", "delivered", "read",
]  # fmt: skip


def _any_case(names: Iterable[IntEnum]) -> str:
    """A pattern for these names in any case, the same in Python and in JSON Schema (whose `$` matches no new line)."""
    spelled = ("".join(f"[{c.upper()}{c.lower()}]" for c in wire_name(name)) for name in names)
    return f"^(?:{'|'.join(spelled)})(?!\\n)$"


_NO_NUL = "^[^\\u0000]*$"
_NOT_BLANK = "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$"
Name = Annotated[str, Meta(max_length=255, pattern=_NOT_BLANK)]
Text = Annotated[str, Meta(max_length=1000, pattern=_NO_NUL)]
LongText = Annotated[str, Meta(max_length=10_000, pattern=_NO_NUL)]
Message = Annotated[str, Meta(max_length=10_000, pattern=_NOT_BLANK)]
Count = Annotated[int, Meta(ge=0, le=_LARGEST_NUMBER)]
ChannelName = Annotated[str, Meta(pattern=_any_case(Channel))]
DirectionName = Annotated[str, Meta(pattern=_any_case(Direction))]
RoleName = Annotated[str, Meta(pattern=_any_case(MemberRole))]
ReasonName = Annotated[str, Meta(pattern=_any_case(HoldReason))]
Time = Annotated[
    str | int | float,
    Meta(
        description="ISO 8601 (without a zone it is UTC), RFC 2822, or a count since 1970 in seconds, milliseconds or"
        " microseconds, as a number or text. Absent, null, empty or 0: the time of arrival."
    ),
]
