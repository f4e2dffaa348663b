"""One lane of a timeline: what a leg came to do, turned into spans that do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from switchbook.model.event import LegAnswered, LegEnteredFlow, LegRang, LegStarted

# What a span can be, the strongest first: of what fits at one time that is shown.
KINDS = ("held", "connected", "queued", "ringing", "flow", "present")
# What events put a leg to; of two the later in this order stays.
_BASES = ("present", "ringing", "flow", "connected")
MOVES_OF_LANES: Mapping[type, str] = {
    LegStarted: "ringing",
    LegRang: "ringing",
    LegEnteredFlow: "flow",
    LegAnswered: "connected",
}


class Span(msgspec.Struct, frozen=True, order=True):
    """A time that something lasted, in milliseconds since 1970 UTC; `end` None: it goes on.

    `kind` is one of KINDS; `detail` the name of the queue, or by whom or what for it is held.
    """

    begin: int
    end: int | None
    kind: str
    detail: str = ""


class Mark(msgspec.Struct, frozen=True, order=True):
    """A moment: `kind` says what happened, `detail` to whom it was passed, how it ended, or what kind of file came."""

    at: int
    kind: str
    detail: str = ""


class Doing(msgspec.Struct, frozen=True):
    """What changed with a leg at a time; None and False change nothing.

    `queue` and `held` hold a word about it, which may be empty; `present` says whether its party is with the others.
    """

    at: int
    base: str | None = None
    queue: str | None = None
    left_queue: bool = False
    held: str | None = None
    resumed: bool = False
    present: bool | None = None


class _Now(msgspec.Struct):
    """Where a leg stands while its doings are gone through."""

    base: str | None = None
    queue: str | None = None
    held: str | None = None
    present: bool = True

    def take(self, doing: Doing) -> None:
        """Do what changed."""
        if doing.base is not None and (self.base is None or _BASES.index(doing.base) > _BASES.index(self.base)):
            self.base = doing.base
        if doing.base == "connected":
            self.queue = None
        if doing.queue is not None:
            self.queue = doing.queue
        if doing.left_queue:
            self.queue = None
        if doing.held is not None:
            self.held = doing.held
        if doing.resumed:
            self.held = None
        if doing.present is not None:
            self.present = doing.present

    def shown(self) -> tuple[str, str]:
        """Kind and detail; of one that does nothing both are empty."""
        if not self.present or self.base is None:
            return "", ""
        if self.held is not None:
            return "held", self.held
        if self.queue is not None:
            return "queued", self.queue
        return self.base, ""


def spans_of(doings: Iterable[Doing], over: int | None, begin: int) -> Sequence[Span]:
    """The spans of a leg between a beginning and when it was over (None: it goes on), from its doings in order."""
    now, shown, since = _Now(), ("", ""), begin
    found: list[Span] = []
    for doing in doings:
        if over is not None and doing.at > over:
            break
        now.take(doing)
        if now.shown() != shown:
            found += _span(since, max(doing.at, begin), shown)
            shown, since = now.shown(), max(doing.at, begin)
    found += _span(since, over, shown)
    return found


def talking_with(own: Sequence[Span], others: Sequence[Span]) -> Sequence[Span]:
    """The spans of the lane that a session goes back to, by what the others do meanwhile.

    It is connected while one of them is (or holds it), rings while one rings whom it was put to, and is in the flow
    again once it was with somebody and is with nobody. Its own hold, and a queue that nobody has answered, come first.
    """
    met = min((span.begin for span in others if span.kind in ("connected", "held")), default=None)
    edges = sorted({edge for span in (*own, *others) for edge in (span.begin, span.end) if edge is not None})
    found: list[Span] = []
    for span in own:
        inside = [span.begin, *(edge for edge in edges if edge > span.begin and (span.end is None or edge < span.end))]
        for begin, end in zip(inside, [*inside[1:], span.end], strict=True):
            beside = {each.kind for each in others if each.begin <= begin and (each.end is None or each.end > begin)}
            kind = _with_others(span.kind, beside, met is not None and begin >= met)
            part = Span(begin, end, kind, span.detail if kind == span.kind else "")
            if found and found[-1].end == part.begin and (found[-1].kind, found[-1].detail) == (kind, part.detail):
                part = Span(found.pop().begin, end, kind, part.detail)
            found.append(part)
    return found


def _with_others(kind: str, beside: set[str], met: bool) -> str:
    """What a span of the first lane is while the others do this; `met`: it had been with one of them by then."""
    if kind == "held":
        return kind
    if beside & {"connected", "held"}:
        return "connected"
    if kind == "queued":
        return kind
    if "ringing" in beside:
        return "ringing"
    return "flow" if kind == "connected" and met else kind


def _span(begin: int, end: int | None, shown: tuple[str, str]) -> Iterator[Span]:
    kind, detail = shown
    if kind and (end is None or end > begin):
        yield Span(begin, end, kind, detail)
