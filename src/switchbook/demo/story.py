"""One session while it is being told: its clock, its log, and what will stand in its record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from switchbook.demo import names, words
from switchbook.demo.luck import Luck
from switchbook.demo.world import Caller, Desk, Person
from switchbook.model.session import (
    CallState,
    Channel,
    DialState,
    Direction,
    HoldReason,
    LogLine,
    Member,
    MemberCallState,
    MemberRole,
    QueueState,
    Session,
)

# What lies between two log lines of a machine: mostly some hundredths of a second, now and then a second.
_MOMENTS = tuple(timedelta(milliseconds=12 + step * step * step // 13_000) for step in range(256))

_NOTHING: dict[str, str] = {}
_LONGEST_WAIT = 1_000
_SECONDS = tuple(timedelta(seconds=seconds) for seconds in range(_LONGEST_WAIT + 1))


class Story:
    """A session being told. Scenes move its clock, write its log and set its fields; `session` reads them off.

    The attributes below are the fields of `Session` of the same name, as a session has them that nothing happened to.
    """

    dial_state = DialState.None_
    call_state = CallState.Disconnected
    queue_state = QueueState.None_
    channel = Channel.Voice
    direction = Direction.Incoming
    customer_id: str | None = None
    endpoint_id: str | None = None
    date_completed: datetime | None = None
    destination: str | None = None
    to_address: str | None = None
    from_address: str | None = None
    from_name: str | None = None
    answered_by_id: str | None = None
    answered_by_name: str | None = None
    queue_member_id: str | None = None
    outcome: str | None = None
    call_sid: str | None = None
    console_data: str | None = None
    hold_queue_name: str | None = None
    held_by_user_id: str | None = None
    hold_reason = HoldReason.None_
    conference_sid: str | None = None
    display_name: str | None = None
    callback_number: str | None = None
    from_phone_number: str | None = None
    most_recent_participant_call_sid: str | None = None
    was_missed = False
    ring_queue_id: str | None = None
    created_by: str | None = None
    last_modified_by: str | None = None

    # Who is in it, for the scenes that follow from this one.
    caller: Caller
    person: Person
    # When a colleague was asked, if one was.
    asked_at: datetime | None = None

    def __init__(self, luck: Luck, desk: Desk, session_id: str, start: datetime, parent: Story | None = None) -> None:
        self.luck = luck
        self.desk = desk
        self.session_id = session_id
        self.start = start
        self.clock = start
        self.parent = parent
        self.lines: list[LogLine] = []
        self.members: list[Member] = []

    def say(self, message: str) -> None:
        """Write a line into the log, a moment after what was before."""
        self.clock += _MOMENTS[self.luck.getrandbits(8)]
        self.lines.append(LogLine(self.clock, message))

    def wait(self, low: int, high: int) -> int:
        """Let between `low` and `high` seconds go by, at most _LONGEST_WAIT; how many it were."""
        seconds = low + int(self.luck.random() * (high - low + 1))
        self.clock += _SECONDS[seconds]
        return seconds

    def join(
        self,
        address: str,
        name: str | None,
        role: MemberRole,
        state: MemberCallState = MemberCallState.None_,
        *,
        person: Person | None = None,
        call_sid: str | None = None,
    ) -> None:
        """Add a member; the first one is the original."""
        self.members.append(
            Member(
                identity=address,
                endpoint_id=person.endpoint_id if person else None,
                display_name=name or address,
                is_original_member=not self.members,
                avatar_url=person.avatar_url if person else None,
                application_data=person.application_data if person else _NOTHING,
                call_state=state,
                role=role,
                call_sid=call_sid,
            )
        )

    def answered(self, person: Person) -> None:
        """Say who answered."""
        self.answered_by_id = person.endpoint_id
        self.answered_by_name = person.name

    def ends(self, outcome: str, *, missed: bool = False) -> None:
        """Say that the session is over now; lines said later come from what runs on after it."""
        self.date_completed = self.clock
        self.outcome = outcome
        self.was_missed = missed
        self.say(f"Session ended after {self.seconds()} s, outcome {outcome}")

    def seconds(self) -> int:
        """How long it has gone on."""
        return (self.clock - self.start).seconds

    def fill(self, sentence: str) -> str:
        """A sentence with what it leaves open: {topic}, {thing}, {place}, {name}, {reference}, {position} ..."""
        luck = self.luck
        return sentence.format_map(_Blanks(luck)) if "{" in sentence else sentence

    def session(self) -> Session:
        """The record of what was told."""
        return Session(
            dial_state=self.dial_state,
            call_state=self.call_state,
            queue_state=self.queue_state,
            account_id=self.desk.account_id,
            customer_id=self.customer_id,
            endpoint_id=self.endpoint_id,
            date_completed=self.date_completed,
            destination=self.destination,
            to_address=self.to_address,
            from_address=self.from_address,
            from_name=self.from_name,
            answered_by_name=self.answered_by_name,
            queue_member_id=self.queue_member_id,
            channel=self.channel,
            ended=self.date_completed is not None,
            outcome=self.outcome,
            call_sid=self.call_sid,
            console_data=self.console_data,
            hold_queue_name=self.hold_queue_name,
            held_by_user_id=self.held_by_user_id,
            hold_reason=self.hold_reason,
            conference_sid=self.conference_sid,
            display_name=self.display_name,
            members=tuple(self.members),
            callback_number=self.callback_number,
            answered_by_id=self.answered_by_id,
            direction=self.direction,
            from_phone_number=self.from_phone_number,
            most_recent_participant_call_sid=self.most_recent_participant_call_sid,
            was_missed=self.was_missed,
            ring_queue_id=self.ring_queue_id,
            id=self.session_id,
            date_created=self.start,
            date_last_modified=self.clock,
            created_by=self.created_by,
            last_modified_by=self.last_modified_by,
            parent_session_id=self.parent.session_id if self.parent else None,
        )


class _Blanks(dict[str, str]):
    """Words for the blanks of a sentence, drawn when asked for."""

    def __init__(self, luck: Luck) -> None:
        super().__init__()
        self._luck = luck

    def __missing__(self, blank: str) -> str:
        return _BLANKS[blank](self._luck)


_BLANKS: dict[str, Callable[[Luck], str]] = {
    "topic": lambda luck: luck.early(words.TOPICS),
    "thing": lambda luck: luck.early(words.THINGS),
    "place": lambda luck: luck.early(names.PLACE),
    "name": lambda luck: luck.pick(names.FIRST),
    "reference": lambda luck: f"{luck.pick(('INV', 'ORD', 'CASE', 'RMA', 'TKT'))}-{luck.whole(100_000, 999_999)}",
    "position": lambda luck: str(luck.whole(1, 400)),
    "days": lambda luck: str(luck.whole(1, 30)),
    "page": lambda luck: str(luck.whole(1, 9)),
}
