"""The page that explains the life of a session, written from the tables that decide it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from switchbook.model import event, lifecycle
from switchbook.model.leg import LEG_STATES, MOVES, LegRow
from switchbook.model.lifecycle import OUTCOMES, SITUATIONS
from switchbook.model.session import wire_name

_BEGINNING = "<!-- Written by `make docs` from src/switchbook/model/lifecycle.py; changes made here are lost. -->\n"


def lifecycle_page() -> str:
    """The page as Markdown, with a Mermaid diagram of where a leg can stand."""
    return f"""{_BEGINNING}
# The life of a session

A session is one call, chat or fax from first ring to last trace. It is made of *legs*: the call that came in (or went
out) is the *root*, and every call that was dialled for it is another leg. What a carrier, a telephone system or a
program reports about a leg is an *event*. Events come late, twice, and in any order; the session is the same.

## Theory

{_theory()}

## Where a leg stands

A report moves a leg down the table, never up: a report of a higher row that comes late fills in what was missing (when
it rang, who called) and changes nothing else. An end is never left. Of two different ends the one with the higher
sequence number counts, then the lower row, then the later time.

{_table(("state", "an end", "reported by"), ((row.name, _yes(row.ended), _reports(row)) for row in LEG_STATES))}

`LegLeftQueue` with the result `answered` is an answer, too. These leave a leg where it
stands: {_asides()}. Whether it is on hold,
muted, in a queue or in a conference is said by the latest event about that. A leg of which only its end and
duration were reported began so long before it.

```mermaid
{_diagram()}
```

## What the session shows

The first row that fits says `callState`, `dialState` and `queueState`. For a session that never was in a queue
`queueState` is `None`; once a queue let go of a session otherwise than by an answer, it is `Disconnected`. The first
three rows have `ended` true.

{_table(("situation", "fits when", "callState", "dialState", "queueState"), _situations())}

## How it went

Once a session has ended, the first row that fits gives its `outcome`. An outcome that the source states comes before
all: where it is one of this table, in any case, its row says whether the session was missed; else the row that fits
does. `wasMissed` is true where the last column says so and the session is incoming. `Blocked` and `Rejected` are only
ever stated.

{_table(("outcome", "fits when", "missed"), ((row.name, row.when, _yes(row.missed)) for row in OUTCOMES))}

## What else follows

{_table(("member", "holds"), _MEMBERS)}
"""


_MEMBERS = (
    (
        "`id`",
        "derived from account, source and root leg (a chat's first message, a conference that has no leg): the same"
        " whatever is reported first",
    ),
    (
        "`dateCreated`",
        "the earliest time of any event, by the source's own clock; of a call whose end alone was"
        " reported, its end less its duration",
    ),
    (
        "`dateCompleted`",
        "when the root was over; where others went on without it, when the last of them was; while the"
        " root is unknown, when the last of the others was; of a lost call or chat the last sign of life",
    ),
    ("`dateLastModified`", "when the latest delivery that was not a repeat arrived here"),
    (
        "`fromAddress`, `toAddress` and other plain facts",
        "what was said last about the root, by time, then sequence; of a chat what its first message says",
    ),
    (
        "`displayName`",
        "as stated, else the other side: who calls, by name or address, or the address called; else the conference's"
        " name",
    ),
    ("`fromPhoneNumber`", "as stated; of a chat the address that wrote first, where that is a phone number"),
    (
        "`answeredById`, `answeredByName`",
        "as stated; else of the leg that was answered first, others before the root,"
        " a transfer's target last: its endpoint, else its address",
    ),
    ("`ringQueueId`", "while a leg waits in a queue, or a member is rung for it: the queue's id, else its name"),
    ("`queueMemberId`", "the member that any leg was last given to; kept after the end"),
    (
        "`holdReason`, `holdQueueName`, `heldByUserId`",
        "while `callState` is `Hold`: as the event said that put the leg on hold",
    ),
    (
        "`conferenceSid`, `mostRecentParticipantCallSid`",
        "the conference that began last, and the leg other than the"
        " root that was the last to join one; kept after the end",
    ),
    (
        "`members`",
        "the caller, then every other leg, in order of beginning, but for a further line of a "
        "member outside conferences. Roles as stated, else Caller, Agent,"
        " Transfer; `callState` is that of the leg, `None` once its party left; `muted` by the last word",
    ),
    (
        "`log`",
        "one line for every step, in order of the events' own time. Of a message's fate only that it did not"
        " arrive is a step. No line holds a message's text or a recording's address",
    ),
)


def _theory() -> str:
    """The numbered rules of the table's own file."""
    told = (lifecycle.__doc__ or "").partition("-----\n")[2]
    return told.strip()


def _reports(row: LegRow) -> str:
    """The events that move a leg into this state."""
    kinds = [kind.__name__ for kind, name in MOVES.items() if name == row.name]
    return ", ".join(f"`{kind}`" for kind in (kinds or [event.LegEnded.__name__]))


def _asides() -> str:
    """The events of a leg that put it into no state."""
    moving = {*MOVES, event.LegEnded, event.LegLeftQueue}
    names = [f"`{kind.__name__}`" for kind in get_args(event.LegEvent) if kind not in moving]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _situations() -> Iterable[Sequence[str]]:
    for row in SITUATIONS:
        yield (row.name, row.when, *(f"`{wire_name(state)}`" for state in (row.call, row.dial, row.queue)))


def _diagram() -> str:
    """Every move there is: forward among the states of a leg that is not over, and from any of them to an end."""
    going = [row for row in LEG_STATES if not row.ended]
    kinds = {name: [kind.__name__ for kind, to in MOVES.items() if to == name] for name in MOVES.values()}
    lines = ["stateDiagram-v2", "    state under_way {"]
    for index, row in enumerate(going):
        label = ", ".join(kinds[row.name])
        lines += [f"        {start} --> {_node(row.name)}: {label}" for start in _before(going[:index])]
    lines.append("    }")
    lines.append("    [*] --> under_way")
    ends = [_node(row.name) for row in LEG_STATES if row.ended]
    lines += [f"    under_way --> {end}: {event.LegEnded.__name__}" for end in ends]
    lines += [f"    {end} --> [*]" for end in ends]
    return "\n".join(lines)


def _before(rows: Iterable[LegRow]) -> Sequence[str]:
    return ["[*]", *(_node(row.name) for row in rows)]


def _node(name: str) -> str:
    """A state's name as Mermaid takes it: a hyphen would be read as part of an arrow."""
    return name.replace("-", "_")


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    every = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in every)
