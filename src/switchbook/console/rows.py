"""Sessions as rows of a table: what stands in each cell, what was found in it, and how to see only such ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from switchbook.api.spelling import spelled
from switchbook.api.types import ListSessions, SessionInfo
from switchbook.console.address import Address
from switchbook.console.columns import Column
from switchbook.console.log_lines import Piece
from switchbook.console.marking import line_marked, marked
from switchbook.console.session_words import Badge, Side, badge_of, seconds_of, sides_of
from switchbook.console.words import read, span
from switchbook.model.matching import AddressNeedle, fold, log_needle

# Lines of the log that are shown below a row.
_MOST_LINES = 2


class Only(msgspec.Struct, frozen=True):
    """The address of the list of such sessions alone, and in words which those are."""

    address: str
    such: str


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a cell: a time, a badge, or pieces of text with what is said more softly after them.

    `since`: the text is how long it has lasted since then, and goes on.
    """

    column: Column
    pieces: Sequence[Piece] = ()
    softly: Sequence[Piece] = ()
    moment: str = ""
    since: str = ""
    badge: Badge | None = None
    only: Only | None = None


class FoundLine(msgspec.Struct, frozen=True):
    """A line of the log in which something was found."""

    date: str | None
    pieces: Sequence[Piece]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One session of the list."""

    id: str
    began: str
    running: bool
    cells: Sequence[Cell]
    lines: Sequence[FoundLine] = ()
    more_lines: int = 0


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked for in each place, ready to be found again; None is nothing."""

    from_: AddressNeedle | None
    to: AddressNeedle | None
    anywhere: AddressNeedle | None
    log: str | None

    @classmethod
    def of(cls, asked: ListSessions) -> Sought:
        """What a request looks for."""
        number = AddressNeedle.of(asked.number)
        text = AddressNeedle.of(asked.text)
        return cls(
            from_=AddressNeedle.of(asked.from_) or number or text,
            to=AddressNeedle.of(asked.to) or number or text,
            anywhere=text,
            log=log_needle(asked.log) or (text.folded if text is not None else None),
        )


class Rows:
    """Makes rows for one list: its columns, what was sought, and the address that `only` leads on from."""

    def __init__(
        self, address: Address, columns: Sequence[Column], sought: Sought, zone: ZoneInfo, now: datetime
    ) -> None:
        self._address = address
        self._columns = columns
        self._sought = sought
        self._zone = zone
        self._now = now

    def row(self, session: SessionInfo, *, archived: bool) -> Row:
        """The row of a session."""
        made = _Made(session, *sides_of(session), archived)
        lines = list(self._lines(session))
        return Row(
            id=session.id or "",
            began=session.date_created or "",
            running=not session.ended,
            cells=[_CELLS[column.key](self, column, made) for column in self._columns],
            lines=lines[:_MOST_LINES],
            more_lines=max(0, len(lines) - _MOST_LINES),
        )

    def _lines(self, session: SessionInfo) -> Iterator[FoundLine]:
        needle = self._sought.log
        if needle is None:
            return
        for line in session.log:
            if needle in fold(line.message or ""):
                yield FoundLine(line.date, line_marked(line.message or "", needle))

    def _only(self, such: str, changes: Mapping[str, str]) -> Only | None:
        """Such sessions alone; None where there is nothing to tell them by."""
        return Only(str(self._address.having(changes)), such) if all(changes.values()) else None

    def began(self, column: Column, made: _Made) -> Cell:
        """When it began; only those of that day."""
        at = read(made.session.date_created)
        day = "" if at is None else f"{at.astimezone(self._zone):%Y-%m-%d}"
        such = {"startDate": day, "endDate": day, "timeZone": self._zone.key}
        return Cell(column=column, moment=made.session.date_created or "", only=self._only(f"sessions of {day}", such))

    def took(self, column: Column, made: _Made) -> Cell:
        """How long it took, or has taken until now; only those that took as long or longer."""
        seconds = seconds_of(made.session, self._now)
        told = span(seconds)
        since = "" if made.session.ended else made.session.date_created or ""
        least = str(int(seconds)) if made.session.ended and made.session.date_completed else ""
        only = self._only(f"sessions that took {told} or longer", {"minDuration": least})
        return Cell(column=column, pieces=(Piece(told),), since=since, only=only)

    def channel(self, column: Column, made: _Made) -> Cell:
        """Its channel."""
        name = made.session.channel.name
        return Cell(
            column=column, pieces=(Piece(name),), only=self._only(f"sessions by {name.lower()}", {"channels": name})
        )

    def direction(self, column: Column, made: _Made) -> Cell:
        """Who began."""
        name = made.session.direction.name
        return Cell(column=column, pieces=(Piece(name),), only=self._only(f"{name.lower()} ones", {"directions": name}))

    def caller(self, column: Column, made: _Made) -> Cell:
        """Who calls or writes."""
        return self._side(column, made.caller, self._sought.from_, "from")

    def called(self, column: Column, made: _Made) -> Cell:
        """Who is called or written to."""
        return self._side(column, made.called, self._sought.to, "to")

    def outcome(self, column: Column, made: _Made) -> Cell:
        """What came of it, or where it stands; softly, that it is archived."""
        session = made.session
        if not session.ended:
            only = self._only("sessions that are not over", {"ended": "false"})
        else:
            named = spelled((session.outcome or "_",))
            only = self._only(f"sessions with the outcome {session.outcome or 'none'}", {"outcomes": named})
        softly = (Piece("archived"),) if made.archived else ()
        return Cell(column=column, badge=badge_of(session), softly=softly, only=only)

    def answered_by(self, column: Column, made: _Made) -> Cell:
        """Who answered; only those in which they had a part, as who answered or otherwise."""
        name, endpoint_id = made.session.answered_by_name or "", made.session.answered_by_id
        if endpoint_id:
            only = self._only(f"sessions with {name or endpoint_id}", {"involvedEndpointIds": spelled((endpoint_id,))})
        else:
            only = self._only(f"sessions that name {name}", {"text": name})
        return Cell(column=column, pieces=marked(name, self._sought.anywhere), only=only)

    def account(self, column: Column, made: _Made) -> Cell:
        """Its account."""
        return self._named(column, made.session.account_id, made.session.account_name, "account", "accountIds")

    def customer(self, column: Column, made: _Made) -> Cell:
        """Its customer."""
        return self._named(column, made.session.customer_id, made.session.customer_name, "customer", "customerIds")

    def endpoint(self, column: Column, made: _Made) -> Cell:
        """Its endpoint."""
        return self._named(column, made.session.endpoint_id, made.session.endpoint_name, "endpoint", "endpointIds")

    def missed(self, column: Column, made: _Made) -> Cell:
        """Whether it was missed."""
        told, asked = ("Missed", "true") if made.session.was_missed else ("", "")
        return Cell(column=column, pieces=_plain(told), only=self._only("missed ones", {"wasMissed": asked}))

    def moment(self, column: Column, made: _Made) -> Cell:
        """Another of its times."""
        times = {"over": made.session.date_completed, "changed": made.session.date_last_modified}
        return Cell(column=column, moment=times[column.key] or "")

    def plain(self, column: Column, made: _Made) -> Cell:
        """Something said in one text."""
        session = made.session
        texts = {
            "shownAs": session.display_name,
            "dialled": session.destination,
            "heldIn": session.hold_queue_name,
            "callSid": session.call_sid,
            "id": session.id,
        }
        return Cell(column=column, pieces=_plain(texts[column.key] or ""))

    def _side(self, column: Column, side: Side, needle: AddressNeedle | None, name: str) -> Cell:
        only = self._only(f"sessions {column.label.lower()} {side.address}", {name: side.address})
        softly = marked(side.name, self._sought.anywhere)
        return Cell(column=column, pieces=marked(side.address, needle) or _plain("unknown"), softly=softly, only=only)

    def _named(self, column: Column, key: str | None, name: str | None, what: str, filter_name: str) -> Cell:
        told = name or key or ""
        only = self._only(f"sessions of the {what} {told}", {filter_name: spelled((key,)) if key else ""})
        return Cell(column=column, pieces=marked(told, self._sought.anywhere), only=only)


class _Made(msgspec.Struct, frozen=True):
    """A session with what several cells are made of."""

    session: SessionInfo
    caller: Side
    called: Side
    archived: bool


_CELLS: Mapping[str, Callable[[Rows, Column, _Made], Cell]] = {
    "began": Rows.began,
    "took": Rows.took,
    "channel": Rows.channel,
    "direction": Rows.direction,
    "from": Rows.caller,
    "to": Rows.called,
    "outcome": Rows.outcome,
    "answeredBy": Rows.answered_by,
    "customer": Rows.customer,
    "account": Rows.account,
    "endpoint": Rows.endpoint,
    "missed": Rows.missed,
    "over": Rows.moment,
    "changed": Rows.moment,
    "shownAs": Rows.plain,
    "dialled": Rows.plain,
    "heldIn": Rows.plain,
    "callSid": Rows.plain,
    "id": Rows.plain,
}


def _plain(text: str) -> Sequence[Piece]:
    return (Piece(text),) if text else ()
