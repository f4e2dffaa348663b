"""Asks a peer its questions, warm, and says how long that took and whether the answers were right."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import msgspec

from bench.peers import Answer, Peer, Question

# A class may take this long in all; slow peers are asked fewer questions and say how many.
SECONDS = 12.0
_WARM_SHARE = 0.5


class Figures(msgspec.Struct, frozen=True):
    """Milliseconds of one class: how many questions were asked how often, and the quantiles."""

    questions: int
    asked: int
    p50: float
    p95: float
    p99: float


class Mismatch(msgspec.Struct, frozen=True):
    """An answer that is not the oracle's."""

    group: str
    parameters: dict[str, str]
    expected: Answer
    got: Answer


class Measured(msgspec.Struct, frozen=True):
    """What a peer did: figures by class with the total and without, how many answers were compared, what was wrong."""

    with_total: dict[str, Figures]
    without_total: dict[str, Figures]
    compared: int
    mismatches: list[Mismatch]
    refused: dict[str, str]


def figures(milliseconds: Sequence[float], questions: int) -> Figures:
    """The quantiles of some times."""
    ordered = sorted(milliseconds)
    at = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99)]
    return Figures(questions, len(ordered), *(round(each, 4) for each in at))


def measure(
    peer: Peer, questions: Iterable[Question], expected: Mapping[int, Answer], seconds: float = SECONDS
) -> Measured:
    """Ask every class, with and without totals; `expected` holds the oracle's answers by the number of the question."""
    told = Measured({}, {}, 0, [], {})
    compared = 0
    for name, numbered in groupby(enumerate(questions), lambda each: each[1].group):
        group = [(number, question) for number, question in numbered if peer.can(question)]
        if not group:
            continue
        try:
            bodies, times = _timed(peer, [question for _, question in group], seconds)
            told.with_total[name] = figures(times, len(bodies))
            compared += _compare(peer, group, bodies, expected, told.mismatches)
            fewer = [msgspec.structs.replace(question, total=False) for _, question in group]
            bodies, times = _timed(peer, fewer, seconds / 2)
            told.without_total[name] = figures(times, len(bodies))
        except Exception as refused:
            told.refused[name] = f"{type(refused).__name__}: {refused}"[:300]
    return msgspec.structs.replace(told, compared=compared)


def _timed(peer: Peer, questions: Sequence[Question], seconds: float) -> tuple[list[bytes], list[float]]:
    """A warm pass over as many questions as half the time allows, then timed passes over the same; in milliseconds."""
    bodies: list[bytes] = []
    ends = time.perf_counter() + seconds * _WARM_SHARE
    for question in questions:
        bodies.append(peer.ask(question))
        if time.perf_counter() > ends:
            break
    times: list[float] = []
    ends = time.perf_counter() + seconds * (1 - _WARM_SHARE)
    for _ in range(5):
        for question in questions[: len(bodies)]:
            begun = time.perf_counter()
            peer.ask(question)
            ended = time.perf_counter()
            times.append((ended - begun) * 1000)
        if time.perf_counter() > ends:
            break
    return bodies, times


def _compare(
    peer: Peer,
    group: Sequence[tuple[int, Question]],
    bodies: Sequence[bytes],
    expected: Mapping[int, Answer],
    mismatches: list[Mismatch],
) -> int:
    """Compare what was answered with the oracle; how many were."""
    compared = 0
    for (number, question), body in zip(group, bodies, strict=False):
        if number in expected:
            got = peer.read(body)
            if got is None:
                continue
            compared += 1
            if (got.total, list(got.ids)) != (expected[number].total, list(expected[number].ids)):
                mismatches.append(Mismatch(question.group, question.parameters, expected[number], got))
    return compared
