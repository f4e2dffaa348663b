"""The part of the page that holds ours against the goals, the floor and the conventional peers, and says what dominates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

import msgspec

from bench.page_figures import NOT_RUN, figure, ms, times
from bench.queries import NAMES

# How much longer a class may take at ten times as many sessions.
_GROWTH = {"plain": 1.5, "search": 3}


class Goal(msgspec.Struct, frozen=True):
    """A row: what is asked, its classes, the goal in ms (95th percentile, exact total) at ten million sessions.

    `kind` decides how much it may grow; `dominates` says what takes the time in SQLite where the goal is missed.
    """

    says: str
    groups: Sequence[str]
    goal: float
    kind: str
    dominates: str


GOALS = (
    Goal(
        "one account, with or without dates",
        ("Q1", "Q2", "Q4a", "Q4b", "L2"),
        1,
        "plain",
        "Statements take 1 ms of it; the rest is reading, joining and writing 25 documents, and waiting for the shared processor.",
    ),
    Goal(
        "all accounts",
        ("Q3", "Q4c", "L1"),
        1.5,
        "plain",
        "The same: 1 to 2 ms of sums over days and periods, then the page itself.",
    ),
    Goal(
        "300 to 990 accounts, a reseller",
        ("P", "Q3b"),
        5,
        "plain",
        "Summing the kept counts of so many accounts, per period and per day: 23 of 28 ms.",
    ),
    Goal(
        "From or To contains 7 digits",
        ("Q5a", "Q5b", "Q6d", "Pf"),
        5,
        "search",
        "Rows found by address one by one: 7 to 11 of 17 to 19 ms; the dictionary of addresses 2 to 4.",
    ),
    Goal(
        "From contains 3 digits, any scope",
        ("Q6a", "Q6b"),
        30,
        "search",
        "Counting the rows of thousands of addresses: 30 of 70 ms; finding those addresses 18 to 20.",
    ),
    Goal(
        "From contains 3 digits, medium account",
        ("Q6c",),
        3,
        "search",
        "Looking at each row of the account: 3 of 3.5 ms.",
    ),
    Goal(
        "log: rare word",
        ("Q7a", "Q7b"),
        5,
        "search",
        "Intersecting the positions of a word's triples in FTS5: all but 1 ms.",
    ),
    Goal("log: identifier", ("Q7c",), 20, "search", "The same."),
    Goal(
        "log: common or middling word",
        ("Q8a", "Q8b", "Q8c", "Q7d", "Pl"),
        50,
        "search",
        "Counting all matches in FTS5, position by position: 400 of 435 ms.",
    ),
    Goal("log: several common words, all accounts", ("Q8d",), 100, "search", "The same: 320 of 331 ms."),
    Goal(
        "log: needles of 1 to 3 letters, all accounts",
        ("N1", "N2", "N3"),
        100,
        "search",
        "Counting: two or three letters in FTS5 (206 of 220 ms), one letter by a bit of every row (112 of 114).",
    ),
    Goal(
        "account, dates and log",
        ("Q9a", "Q9b"),
        8,
        "search",
        "The search within the dates, once for the page and once for the total, and sums over days.",
    ),
    Goal(
        "50 ids",
        ("Q10",),
        1.5,
        "plain",
        "Reading and joining 50 documents: 1.2 of 3.2 ms; the plan, which looks every id up: 0.6; rows: 0.4.",
    ),
    Goal(
        "any-field sort of a huge, a medium, 300 to 990 accounts",
        ("Q11", "Q11b", "Ps"),
        30,
        "search",
        "Every row of the accounts is looked at for its place: 71 of 73 ms for 318,000 rows.",
    ),
    Goal(
        "page 1,000 and any cursor page",
        ("Q12a", "Q12b", "C1", "C2", "C3", "C4"),
        2,
        "plain",
        "By a word (C4) the total, counted again for each page: 8 of 13 ms at the median. Page 1,000 of all accounts: rows in "
        "the order of dates, from the day that holds the page, 6 of 7 ms.",
    ),
    Goal(
        "customer, endpoint, parent",
        ("Q15", "Q15b", "Q16"),
        4,
        "plain",
        "An endpoint's sessions, each once: 7 of 13 ms for the total, 5 for the page.",
    ),
)
_PEERS = ("conventional-postgres", "conventional-sqlite")


def against_goals(stages: Any) -> Iterator[str]:
    """The table of one size, what is missed and why, and the peers over all classes."""
    yield "### Against the goals\n"
    yield "95th percentile in ms with the exact total, warm, in this process. The worst class of a row counts. The goals are"
    yield "for ten million sessions. The floor is a page of 25 documents that lie anywhere. Peers at the median of each class.\n"
    yield "| what is asked | ours | goal at 10 M | of the goal | times the floor | conventional: PostgreSQL | SQLite |"
    yield "|---|---|---|---|---|---|---|"
    floor = (stages.get("floor") or {}).get("pages", {}).get("25 anywhere", {}).get("p95")
    missed = []
    for goal in GOALS:
        name, taken = worst(stages, goal.groups)
        share = None if taken is None else taken / goal.goal
        if share is not None and share > 1:
            missed.append(f"- **{goal.says}**, {name}: {times(share)} the goal. {goal.dominates}".rstrip())
        above = times(taken / floor) if taken is not None and floor else NOT_RUN
        shown = NOT_RUN if share is None else f"{share:.0%}" if share < 10 else times(share)
        peers = " | ".join(_median_ratio(stages, goal.groups, peer) for peer in _PEERS)
        groups = ", ".join(f"{group} {NOT_RUN}" if _is_missing(stages, group) else group for group in goal.groups)
        yield f"| {goal.says} ({groups}) | {ms(taken)} | {ms(goal.goal)} | {shown} | {above} | {peers} |"
    if missed:
        yield "\nGoals for ten million that SQLite alone misses at this size already, by how much, and what takes the time, as it"
        yield "was found at a million sessions on a quiet machine:\n"
        yield from missed
    for peer in _PEERS:
        yield from _over_all(stages, peer)


def _is_missing(stages: Any, group: str) -> bool:
    """Whether a class was not asked in a run in which others were."""
    return "ours" in stages and figure(stages, ("ours",), group) is None


def growth(results: Sequence[Any]) -> Iterator[str]:
    """How much longer the largest run takes than the one of a million, row by row; nothing when there is one run."""
    asked = [result for result in results if "ours" in result["stages"]]
    if len(asked) < 2:
        return
    large, small = asked[0], asked[-1]
    yield f"\n## From {small['sessions']:,} to {large['sessions']:,} sessions\n"
    yield "![For each goal its worst class at each size, and the goal, in ms](pictures/performance/goals.svg)\n"
    yield "95th percentile of the worst class of a row, in ms, and the ratio. The goal from one to ten million is at most 1.5"
    yield "times for plain questions and 3 times for searches.\n"
    yield f"| what is asked | {small['sessions']:,} | {large['sessions']:,} | ratio | at most |"
    yield "|---|---|---|---|---|"
    for goal in GOALS:
        # A class that was asked at one size only would count as growth.
        left_out = {group for group in goal.groups for each in (small, large) if _is_missing(each["stages"], group)}
        both = [group for group in goal.groups if group not in left_out]
        few, many = (worst(result["stages"], both)[1] for result in (small, large))
        if few and many:
            yield f"| {goal.says} | {ms(few)} | {ms(many)} | {times(many / few)} | {_GROWTH[goal.kind]:g}× |"


def worst(stages: Any, groups: Sequence[str]) -> tuple[str, float | None]:
    """The class of these that takes longest at the 95th percentile, and how long."""
    taken = {group: told["p95"] for group in groups if (told := figure(stages, ("ours",), group))}
    name = max(taken, key=lambda group: taken[group], default="")
    return name, taken.get(name)


def _median_ratio(stages: Any, groups: Sequence[str], peer: str) -> str:
    ratios = [ratio for group in groups if (ratio := _ratio(stages, group, peer)) is not None]
    return f"{times(median(ratios))} ours" if ratios else NOT_RUN


def _ratio(stages: Any, group: str, peer: str) -> float | None:
    ours, theirs = (figure(stages, (name,), group) for name in ("ours", peer))
    return theirs["p50"] / ours["p50"] if ours and theirs and ours["p50"] else None


def _over_all(stages: Mapping[str, Any], peer: str) -> Iterator[str]:
    """One sentence over all classes."""
    ratios = {group: ratio for group in NAMES if (ratio := _ratio(stages, group, peer)) is not None}
    if ratios:
        faster = ", ".join(group for group, ratio in ratios.items() if ratio < 1)
        yield (
            f"\nOver {len(ratios)} classes {peer} takes {times(median(ratios.values()))} as long as ours at the median "
            f"of each class (median of classes). Classes in which it is faster: {faster or 'none'}."
        )
