"""Events: facts about a session in the past tense, frozen, each with its own time.

Sources read payloads into events; the journal keeps them; `lifecycle.fold` turns them into a session. An event
says only what its payload said: what follows from several events together is the fold's business.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from switchbook.model.session import Channel, Direction, LogLine, Session


class Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an event says about its leg besides where it stands. Absent means the payload did not say."""

    channel: Channel | None = None
    direction: Direction | None = None
    from_address: str | None = None
    to_address: str | None = None
    from_name: str | None = None
    destination: str | None = None
    call_sid: str | None = None
    display_name: str | None = None
    callback_number: str | None = None
    outcome: str | None = None
    queue_name: str | None = None
    answered_by_id: str | None = None
    answered_by_name: str | None = None
    # Found in the directory when the event was taken in, or stated by the source.
    endpoint_id: str | None = None
    endpoint_name: str | None = None
    customer_id: str | None = None


class _Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """`at` is the event's own time, aware UTC; `sequence` orders a leg's events at one instant (None: not counted)."""

    at: datetime
    sequence: int | None = None


class _LegEvent(_Event, frozen=True, kw_only=True, omit_defaults=True):
    """An event of one leg; `parent` is the leg that dialled it, if any. No leg dials itself: that is no parent."""

    leg: str
    parent: str | None = None
    facts: Facts = Facts()

    def __post_init__(self) -> None:
        if self.parent == self.leg:
            msgspec.structs.force_setattr(self, "parent", None)


class LegStarted(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg exists: it was queued for dialling, or began to be set up."""


class LegRang(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The other side is being alerted."""


class LegEnteredFlow(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The platform took the call and runs its flow; nobody has answered yet."""


class LegAnswered(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """A person, or what stands for one, answered this leg."""


class LegQueued(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg waits in a queue, named by `facts.queue_name` if the source says."""


class LegHeld(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg was put on hold."""


class LegResumed(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg was taken off hold."""


class LegEnded(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg is over. `ending` is one of lifecycle.ENDINGS; `duration` is seconds talked, where the source says."""

    ending: str
    duration: int | None = None


class LineLogged(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The platform wrote a line into the session's log."""

    message: str


class SessionImported(_Event, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """A whole session as another record keeper, or the demo maker, had it at `at`."""

    session: Session
    log: tuple[LogLine, ...] = ()


LegEvent = (
    LegStarted | LegRang | LegEnteredFlow | LegAnswered | LegQueued | LegHeld | LegResumed | LegEnded | LineLogged
)
Event = LegEvent | SessionImported


class StampedLine(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A log line with what orders it among the others of its session: time, sequence, then a fixed tie-break.

    `mark` names the delivery that brought it and `index` counts the lines of that delivery, so a log is a set: the
    same line brought again, in other bytes, is the same value. `at` is a whole number of milliseconds.
    """

    at: datetime
    sequence: int
    mark: str
    index: int
    message: str

    def line(self) -> LogLine:
        """The line as it is shown."""
        return LogLine(date=self.at, message=self.message)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(tuple[Event, ...])


def encode_events(events: tuple[Event, ...]) -> bytes:
    """Events as the bytes a journal keeps."""
    return _ENCODER.encode(events)


def decode_events(kept: bytes) -> tuple[Event, ...]:
    """The events back. Raises msgspec.DecodeError when the bytes are not such."""
    return _DECODER.decode(kept)
