"""The part of the page with the goals that are no class of questions: size, speed of taking in, serving, memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from bench.page_figures import NOT_RUN, figure, times
from bench.stages_http import READERS, READS_A_SECOND

# Of the questions that paced readers were to ask, they must have been answered this share for their times to be judged.
_KEPT_UP = 0.95
_READERS_ASK = READERS * READS_A_SECOND
_PLAIN = ("Q1", "Q2", "Q3", "Q4a", "Q4b", "Q4c")


class Other(NamedTuple):
    """A goal in words, what was found in the results (in the goal's unit), the limit, and which side of it is good."""

    says: str
    found: Callable[[Any], float]
    limit: float
    at_most: bool
    spelled: Callable[[float], str]


class NotJudged(Exception):
    """A goal that cannot have been met, and why its figure says nothing."""


def other_goals(stages: Any) -> Iterator[str]:
    """The table of one size; what was not taken says so."""
    yield "\n### The other goals\n"
    yield "| what | found | goal | |"
    yield "|---|---|---|---|"
    for other in _OTHERS:
        goal = f"{'at most' if other.at_most else 'at least'} {other.spelled(other.limit)}"
        try:
            found = other.found(stages)
        except NotJudged as why:
            yield f"| {other.says} | {why} | {goal} | missed |"
            continue
        except (KeyError, TypeError, ZeroDivisionError):
            yield f"| {other.says} | {NOT_RUN} | {goal} | |"
            continue
        met = found <= other.limit if other.at_most else found >= other.limit
        yield f"| {other.says} | {other.spelled(found)} | {goal} | {'met' if met else 'missed'} |"


def _above_floor(stages: Any) -> float:
    """The worst plain class at the median, of the floor's page at the median."""
    worst: float = max(figure(stages, ("ours",), group)["p50"] for group in _PLAIN)
    return worst / float(stages["floor"]["pages"]["25 anywhere"]["p50"])


def _share_of_bare(stages: Any) -> float:
    """The worst share of a bare handler's pages, over the numbers of clients."""
    http = stages["http"]
    shares = (page["per_second"] / http["bare"][n]["per_second"] for n, page in http["default_page"].items())
    return float(min(shares))


def _without_journal(stages: Any) -> float:
    load = stages["load"]
    return float(load["bytes_per_session"] - load["bytes_by_part"]["journal"])


def _deliveries(stages: Any) -> float:
    taken = stages["ingest"]
    return float(taken["twilio"]["64"]["per_second"] / taken["floor"]["64"]["per_second"])


def _long_sessions(stages: Any) -> float:
    files = stages["ingest"]["files"]
    return float(files["200"]["us_per_event"] / files["5"]["us_per_event"])


def _with_events(stages: Any) -> float:
    alone, busy = stages["http"]["paced_alone"], stages["http"]["paced_with_events"]
    if min(alone["per_second"], busy["per_second"]) < _KEPT_UP * _READERS_ASK:
        raise NotJudged(f"{busy['per_second']:.0f} answers/s of {_READERS_ASK}, alone {alone['per_second']:.0f}")
    return float(busy["p95"] / alone["p95"])


def _memory(stages: Any) -> float:
    return float(stages["http"]["anonymous_mb_after"])


def _first_answer(stages: Any) -> float:
    return float(stages["http"]["cold_start_to_first_answer_ms"])


def _loaded(stages: Any) -> float:
    return float(stages["load"]["sessions_per_second"])


def _share(value: float) -> str:
    return f"{value:.0%}"


def _whole(unit: str) -> Callable[[float], str]:
    return lambda value: f"{value:,.0f} {unit}"


_OTHERS = (
    Other("plain pages (Q1 to Q4, the worst, at the median) against the floor", _above_floor, 2, True, times),
    Other("the default page over HTTP, of a bare handler's pages a second", _share_of_bare, 0.7, False, _share),
    Other("disk per session, without the journal", _without_journal, 900, True, _whole("bytes")),
    Other("the server's own memory after all questions (goal at ten million)", _memory, 600, True, _whole("MB")),
    Other("from starting the program, files cold, to its first answer", _first_answer, 1_000, True, _whole("ms")),
    Other("loading, everything indexed (goal at five million)", _loaded, 8_000, False, _whole("sessions/s")),
    Other("durable deliveries, 64 senders, of a server that only commits bodies", _deliveries, 0.4, False, _share),
    Other("an event of a session of 200 against one of 5", _long_sessions, 2, True, times),
    Other("reads (95th percentile) while 500 events/s come in, against reads alone", _with_events, 1.5, True, times),
)
