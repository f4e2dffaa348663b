"""The life of a session: the tables that decide where it stands and how it went, and their theory of operation.

Theory of operation
-------------------
1. Everything that decides where a session stands is in the tables of this module and of `leg.py`; what the tables ask
   about is answered in `evidence.py`. Nothing else may decide.
2. An event is lifted to a small `FoldState` and joined to what is known (`state.join`). Joining knows no order, so
   late, repeated and shuffled deliveries give one and the same session.
3. A leg stands where the highest-ranked report puts it (LEG_STATES). An end is never left; of two different ends
   the later sequence counts, then the higher rank.
4. All legs that evidence ties together are one session: a leg and who dialled it, legs of one conference, legs that
   the source calls linked, a transfer's two sides. The *root* is the leg that nobody dialled and that began first; it
   names the session. Later legs that nobody dialled (someone who calls into a conference, or picks a call up) are
   members like those that were dialled; outside conferences a further line of a member is not another one.
   While nothing was said about the root, the others stand in for it.
5. `LegEnteredFlow` is not an answer: a platform takes every call to run its flow. A dialled leg that completed was
   answered, whether or not its answer was ever reported (and whichever of its events named the leg that dialled it).
   One that was `hung-up` is over, and other reports say whether it was answered.
   A leg other than the root that joined a conference was answered then. A root's own answer stands for another party
   that has no leg, and only until another leg is answered.
6. A session ends with its root, which is the line that carries it: the ends of dialled legs may be lost, and must not
   hold it open. It goes on without its root only where its party passed the call on, or while others are in a
   conference; then it ends with the last of them. A leg that is known from conferences alone is over when it left
   them, or they ended. A session of which only a conference is known ends with it.
7. The party that passed a call on has left, though its leg may not be over yet. Legs that are the transfer's target,
   that its maker dialled for it, or that begin after it have the role Transfer.
8. A session of which nothing was heard any more is *lost*: it counts as ended, at the last sign of life. That is taken
   back by any later sign of life, and a real end outranks it.
9. Files and what became of messages are told long after; they are no sign of life. A session of which nothing else is
   known is shown as ended.
10. Outcome and wasMissed are read off all legs once the session has ended, first row that fits (OUTCOMES).
11. A session that came whole (`SessionImported`) is shown as it came; events after it may still end it.
12. The log is the set of all lines that events brought (see `story.py`), by time, then sequence, then a fixed mark.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from switchbook.model.evidence import Evidence
from switchbook.model.leg import ENDINGS, LEG_STATES, MOVES, WAITING, answered_at, is_ended, standing_of
from switchbook.model.lift import fold, lift
from switchbook.model.session import CallState, Channel, DialState, Direction, QueueState
from switchbook.model.state import EPOCH, millis, moment

__all__ = [
    "ENDINGS",
    "EPOCH",
    "LEG_STATES",
    "MOVES",
    "OUTCOMES",
    "SITUATIONS",
    "Outcome",
    "Situation",
    "answered_at",
    "fold",
    "is_ended",
    "lift",
    "millis",
    "moment",
    "outcome_of",
    "queue_state",
    "situation_of",
    "standing_of",
]


class Situation(msgspec.Struct, frozen=True):
    """A row of SITUATIONS: when it fits, and what callState, dialState and queueState then are.

    `when` says in words what `fits` tests. `queue` is shown while a queue has the session in hand (see `queue_state`).
    """

    name: str
    when: str
    fits: Callable[[Evidence], bool]
    call: CallState
    dial: DialState
    queue: QueueState
    ended: bool = False


SITUATIONS: tuple[Situation, ...] = (
    Situation(
        "ended",
        "the root is over and nobody goes on without it; while the root is unknown, every other leg is over",
        lambda s: s.ended,
        CallState.Disconnected,
        DialState.None_,
        QueueState.Disconnected,
        ended=True,
    ),
    Situation(
        "lost",
        "the clock gave the session up, and nothing was heard of it since",
        lambda s: s.lost,
        CallState.Disconnected,
        DialState.None_,
        QueueState.Disconnected,
        ended=True,
    ),
    Situation(
        "told of",
        "nothing is known but files, or what became of messages",
        lambda s: not s.heard,
        CallState.Disconnected,
        DialState.None_,
        QueueState.Disconnected,
        ended=True,
    ),
    Situation(
        "held",
        "somebody was answered and the root is on hold, or fewer than two who talk are off hold",
        lambda s: s.on_hold is not None,
        CallState.Hold,
        DialState.Active,
        QueueState.Hold,
    ),
    Situation(
        "talking",
        "a leg was answered, is not over, and its party has not left the others",
        lambda s: bool(s.talking),
        CallState.Connected,
        DialState.Active,
        QueueState.Connected,
    ),
    Situation(
        "dialling",
        "a leg other than the root was not answered yet and is not over",
        lambda s: s.dialling,
        CallState.Ringing,
        DialState.Active,
        QueueState.Ringing,
    ),
    Situation(
        "queued",
        "a leg waits in a queue, and nobody was answered since it went there",
        lambda s: s.waiting is not None,
        CallState.Passive,
        DialState.None_,
        QueueState.Queued,
    ),
    Situation(
        "in the flow",
        "the root is on the line and nobody else is; or a conference runs that nobody is known to be in",
        lambda s: s.at_hand,
        CallState.Passive,
        DialState.None_,
        QueueState.Disconnected,
    ),
    Situation(
        "chatting",
        "a message was written, and it is not over",
        lambda s: s.channel is Channel.Chat and s.written,
        CallState.Connected,
        DialState.None_,
        QueueState.Disconnected,
    ),
    Situation(
        "arriving",
        "nothing of the above",
        lambda s: True,
        CallState.Ringing,
        DialState.None_,
        QueueState.Disconnected,
    ),
)


def situation_of(evidence: Evidence) -> Situation:
    """The first row of SITUATIONS that fits."""
    return next(row for row in SITUATIONS if row.fits(evidence))


def queue_state(evidence: Evidence, situation: Situation) -> QueueState:
    """The situation's queueState while a queue has the session in hand; `None` for one that never was in a queue.

    A queue lets go of a session with any result but an answer. What is done with it then is not the queue's doing.
    """
    words = evidence.queue_words
    if not words:
        return QueueState.None_
    return situation.queue if words & {WAITING, "answered"} else QueueState.Disconnected


class Outcome(msgspec.Struct, frozen=True):
    """A row of OUTCOMES: when it fits an ended session, its name, and whether an incoming one was then missed.

    `when` says in words what `fits` tests.
    """

    name: str
    when: str
    fits: Callable[[Evidence], bool]
    missed: bool


def _fax(way: Direction) -> Callable[[Evidence], bool]:
    """A fax of this direction whose pages went through."""

    def fits(evidence: Evidence) -> bool:
        through = evidence.root_stands("completed") or evidence.others_stand("completed")
        pages = not evidence.heard and bool(evidence.files & {"Fax", "FaxOutgoing"})
        return evidence.channel is Channel.Fax and evidence.direction is way and (through or pages)

    return fits


def _dial_ended(how: str) -> Callable[[Evidence], bool]:
    return lambda evidence: evidence.others_stand(how)


def _root_ended(how: str) -> Callable[[Evidence], bool]:
    return lambda evidence: evidence.root_stands(how)


def _chat_completed(evidence: Evidence) -> bool:
    failed = evidence.root_stands("busy", "no-answer", "failed", "canceled")
    return evidence.channel is Channel.Chat and not failed


def _unanswered(evidence: Evidence) -> bool:
    return evidence.direction is Direction.Incoming and (evidence.dialled or bool(evidence.queue_words))


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("Blocked", "the source says so", lambda s: False, missed=False),
    Outcome("Rejected", "the source says so", lambda s: False, missed=False),
    Outcome("Completed", "it is a chat that did not fail", _chat_completed, missed=False),
    Outcome("Unknown", "it is lost", lambda s: s.lost and not s.ended, missed=False),
    Outcome("Received", "it is an incoming fax that went through", _fax(Direction.Incoming), missed=False),
    Outcome("Sent", "it is an outgoing fax that went through", _fax(Direction.Outgoing), missed=False),
    Outcome(
        "Answered",
        "any leg was answered, and it is no fax",
        lambda s: s.answered is not None and s.channel is not Channel.Fax,
        missed=False,
    ),
    Outcome(
        "Voicemail",
        "it is incoming, and the caller was sent to voicemail, or left a voice message",
        lambda s: s.direction is Direction.Incoming and ("VoiceMessage" in s.files or s.facts.voicemail is not None),
        missed=True,
    ),
    Outcome("Unknown", "nothing is known but files", lambda s: not s.heard, missed=False),
    Outcome(
        "Abandoned",
        "it waited in a queue to the end, or until the caller gave up",
        lambda s: bool(s.queue_words & {WAITING, "abandoned"}),
        missed=True,
    ),
    Outcome("Missed", "it is incoming, and somebody was dialled, or a queue let it go", _unanswered, missed=True),
    Outcome("Busy", "a dialled leg met a busy line", _dial_ended("busy"), missed=True),
    Outcome("NoAnswer", "a dialled leg was not answered", _dial_ended("no-answer"), missed=True),
    Outcome("Failed", "a dialled leg failed", _dial_ended("failed"), missed=True),
    Outcome("Canceled", "a dialled leg was cancelled", _dial_ended("canceled"), missed=True),
    Outcome("Busy", "the root met a busy line, or was refused as busy", _root_ended("busy"), missed=True),
    Outcome("NoAnswer", "the root was not answered", _root_ended("no-answer"), missed=True),
    Outcome("Failed", "the root failed", _root_ended("failed"), missed=True),
    Outcome("Canceled", "the root was cancelled", _root_ended("canceled"), missed=True),
    Outcome("Completed", "nothing of the above", lambda s: True, missed=False),
)


def outcome_of(evidence: Evidence) -> Outcome:
    """How an ended session went: the row that the source states, in any case; else the first that fits.

    An outcome in the source's own words has that name, and is missed where the first row that fits is.
    """
    fits = next(row for row in OUTCOMES if row.fits(evidence))
    stated = evidence.facts.outcome
    if stated is None:
        return fits
    known = next((row for row in OUTCOMES if row.name.lower() == stated.lower()), fits)
    return msgspec.structs.replace(known, name=stated)
