"""The page that explains the life of a session, written from the tables that decide it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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

`LegHeld`, `LegResumed` and `LineLogged` leave a leg where it stands. Whether a leg is on hold is said by the later of
`LegHeld` and `LegResumed`.

```mermaid
{_diagram()}
```

## What the session shows

The first row that fits says `callState` and `dialState`, and for a session that ever waited in a queue `queueState`
(for all others that is `None`).

{_table(("situation", "fits when", "callState", "dialState", "queueState"), _situations())}

## How it went

Once a session has ended, the first row that fits gives its `outcome`, unless the source stated one in its own words.
`wasMissed` is true where the last column says so and the session is incoming.

{_table(("outcome", "fits when", "missed"), ((row.name, row.when, _yes(row.missed)) for row in OUTCOMES))}

## What else follows

{_table(("member", "holds"), _MEMBERS)}
"""


_MEMBERS = (
    ("`id`", "derived from account, source and root leg: the same whatever is reported first"),
    ("`dateCreated`", "the earliest time of any event, by the source's own clock"),
    ("`dateCompleted`", "when the root ended; while it is unknown, when the last leg it dialled did"),
    ("`dateLastModified`", "when the latest delivery that was not a repeat arrived here"),
    ("`fromAddress`, `toAddress` and other plain facts", "what was said last about the root, by time, then sequence"),
    ("`answeredById`, `answeredByName`", "the leg that was answered first: as stated, else the endpoint it dialled"),
    ("`members`", "the caller, then every leg that was dialled, in order of first appearance"),
    ("`log`", "one line for every event, in order of the events' own time"),
)


def _theory() -> str:
    """The numbered rules of the table's own file."""
    told = (lifecycle.__doc__ or "").partition("-----\n")[2]
    return told.strip()


def _reports(row: LegRow) -> str:
    """The events that move a leg into this state."""
    kinds = [kind.__name__ for kind, name in MOVES.items() if name == row.name]
    return ", ".join(f"`{kind}`" for kind in (kinds or [event.LegEnded.__name__]))


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
