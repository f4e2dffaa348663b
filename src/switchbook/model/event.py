"""Events: facts about a session in the past tense, frozen, each with its own time.

Sources read payloads into events; the journal keeps them; `lifecycle.fold` turns them into a session. An event
says only what its payload said: what follows from several events together is the fold's business.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from switchbook.model.event_by_hand import SessionEvent, TimedEvent
from switchbook.model.session import Channel, Direction, HoldReason, LogLine, MemberRole, Session
from switchbook.model.state import FoldState


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
    queue_id: str | None = None
    queue_member_id: str | None = None
    hold_queue_name: str | None = None
    held_by_user_id: str | None = None
    # Who that is: a name, or an address where no name is known.
    held_by_name: str | None = None
    from_phone_number: str | None = None
    # The box that the caller was sent to.
    voicemail: str | None = None
    # Who is at the leg, by address or label. The address of who calls says so of an outgoing leg that nobody dialled.
    party: str | None = None
    # What the leg's party is in its session, where the source knows; else the fold tells by who dialled whom.
    role: MemberRole | None = None
    answered_by_id: str | None = None
    answered_by_name: str | None = None
    # Found in the directory when the event was taken in, or stated by the source.
    endpoint_id: str | None = None
    endpoint_name: str | None = None
    customer_id: str | None = None
    # The endpoint that an outgoing call is to, where it is one of the account's own. Found in the directory only.
    called_id: str | None = None
    called_name: str | None = None


class _LegEvent(TimedEvent, frozen=True, kw_only=True, omit_defaults=True):
    """An event of one leg; `parent` is the leg that dialled it, if any. No leg dials itself: that is no parent.

    `linked` are other names that the leg's session goes by: legs bridged with it, a group its source numbers calls by.
    All that share a name are one session. A step that several deliveries tell of, in the same words and at the same
    time, is told `once`: it is one line of the log. One that is `silent` is none.
    """

    leg: str
    parent: str | None = None
    linked: tuple[str, ...] = ()
    once: bool = False
    silent: bool = False
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


class LegLeftQueue(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg waits no longer. `result` is one of QUEUE_RESULTS; `waited` is seconds, where the source says."""

    result: str
    waited: int | None = None


class LegHeld(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg was put on hold: by whom, and in which queue it waits, in `facts` if the source says."""

    reason: HoldReason = HoldReason.None_


class LegResumed(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg was taken off hold."""


class LegMuted(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg's party can no longer be heard."""


class LegUnmuted(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg's party can be heard again."""


class LegJoinedConference(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg is in this conference from now on; all legs of a conference are one session."""

    conference: str


class LegLeftConference(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg is no longer in this conference; it may go on."""

    conference: str


class LegTransferred(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """This leg's party passed the other side on to `target` (an address) or `target_leg`; `how` is one of TRANSFERS."""

    how: str
    target: str | None = None
    target_leg: str | None = None


class LegEnded(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The leg is over. `ending` is one of lifecycle.ENDINGS; `duration` is seconds talked, where the source says."""

    ending: str
    duration: int | None = None


class LineLogged(_LegEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The platform wrote a line into the session's log."""

    message: str


class FileFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a payload says about a file of a session. `type` is one of FILE_TYPES; `seconds` and `pages` its length."""

    type: str | None = None
    uri: str | None = None
    content_type: str | None = None
    seconds: int | None = None
    pages: int | None = None
    status: str | None = None
    transcription: str | None = None


class FileTold(TimedEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Something about a recording, a voicemail, a transcription or a fax's pages; `file` is its id.

    Its session is that of `leg`, or of `conference` where the source names no leg.
    """

    file: str
    leg: str | None = None
    conference: str | None = None
    said: FileFacts = FileFacts()


class _ConferenceEvent(TimedEvent, frozen=True, kw_only=True, omit_defaults=True):
    """An event of a conference as a whole; `name` is what people call it."""

    conference: str
    name: str | None = None


class ConferenceStarted(_ConferenceEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The conference began."""


class ConferenceEnded(_ConferenceEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The conference is over for all."""


class MessageFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a payload says about a chat message. `status` is one of message.STATUSES; `media` are links, with types."""

    direction: Direction | None = None
    sender: str | None = None
    sender_name: str | None = None
    recipient: str | None = None
    text: str | None = None
    media: tuple[tuple[str, str], ...] | None = None
    status: str | None = None
    error_code: str | None = None


class MessageTold(TimedEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Something about a chat message: that it was written, or what became of it.

    `message` is its id. Its session is that of `leg`, where the source has a leg for a chat; else it follows from
    `conversation` (what the source calls the exchange between these parties): messages of a conversation that follow
    one another within the idle time are one session. `opens` is false where only the fate of a message is told (it was
    delivered, read, refused): that alone neither begins nor prolongs a session.
    """

    message: str
    conversation: str | None = None
    leg: str | None = None
    opens: bool = True
    facts: Facts = Facts()
    said: MessageFacts = MessageFacts()


class SessionExpired(TimedEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """The clock gave the session up: nothing was heard of it after `since`. Anything later takes that back."""

    session_id: str
    since: datetime


class SessionImported(TimedEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """A whole session as another record keeper, or the demo maker, had it at `at`."""

    session: Session
    log: tuple[LogLine, ...] = ()


LegEvent = (
    LegStarted
    | LegRang
    | LegEnteredFlow
    | LegAnswered
    | LegQueued
    | LegLeftQueue
    | LegHeld
    | LegResumed
    | LegMuted
    | LegUnmuted
    | LegJoinedConference
    | LegLeftConference
    | LegTransferred
    | LegEnded
    | LineLogged
)
ConferenceEvent = ConferenceStarted | ConferenceEnded


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


class SnapshotTaken(TimedEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """All that was known of a session at `at`: it stands for the journal entries before it, which may then go.

    `deliveries` are key and digest (32 bytes together) of each: delivered again, they are repeats.
    """

    session_id: str
    state: FoldState
    lines: tuple[StampedLine, ...] = ()
    deliveries: frozenset[bytes] = frozenset()


Event = (
    LegEvent
    | ConferenceEvent
    | FileTold
    | MessageTold
    | SessionEvent
    | SessionExpired
    | SessionImported
    | SnapshotTaken
)

# How a leg's waiting in a queue ends.
QUEUE_RESULTS = ("answered", "abandoned", "left", "redirected", "failed")
TRANSFERS = ("blind", "attended")
# As the API names them.
FILE_TYPES = ("CallRecording", "VoiceMessage", "Fax", "FaxOutgoing", "Attachment")


def names(event: Event) -> tuple[str, ...]:
    """The names that an event's session can be found by in the leg table, each once, its own leg first."""
    if isinstance(event, SessionEvent):
        return ()
    match event:
        case ConferenceStarted() | ConferenceEnded():
            found: tuple[str | None, ...] = (event.conference,)
        case FileTold():
            found = (event.leg, event.conference)
        case MessageTold():
            found = (event.leg, event.message)
        case SessionExpired() | SessionImported() | SnapshotTaken():
            found = ()
        case LegJoinedConference() | LegLeftConference():
            found = (event.leg, event.parent, event.conference, *event.linked)
        case LegTransferred():
            found = (event.leg, event.parent, event.target_leg, *event.linked)
        case _:
            found = (event.leg, event.parent, *event.linked)
    return tuple(dict.fromkeys(name for name in found if name is not None))


def call_sid(event: Event) -> str | None:
    """The carrier's id of the call that an event is of, where it is said and is not among `names` anyway."""
    said = event.facts.call_sid if isinstance(event, LegEvent | MessageTold) else None
    return None if said in names(event) else said


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(tuple[Event, ...])


def encode_events(events: tuple[Event, ...]) -> bytes:
    """Events as the bytes a journal keeps."""
    return _ENCODER.encode(events)


def decode_events(kept: bytes) -> tuple[Event, ...]:
    """The events back. Raises msgspec.DecodeError when the bytes are not such."""
    return _DECODER.decode(kept)
