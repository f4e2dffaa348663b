"""The ways that a call goes while somebody looks: each step, how long after the one before, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from switchbook.demo import words
from switchbook.demo.luck import Luck
from switchbook.demo.world import Caller, Desk, Person

# A generic event without its version and time.
Event = Mapping[str, object]
# The seconds before something happens, and what is told of it.
Step = tuple[float, Event]


def call(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """A call from outside, from its first sign to its end."""
    line, caller = luck.early(desk.lines), desk.caller(luck)
    yield 0, {"type": "started", "leg": leg, "direction": "Incoming", "to": line.address, **_named(caller)}
    yield luck.uniform(0.2, 0.6), {"type": "in-flow", "leg": leg}
    yield luck.uniform(1, 4), {"type": "logged", "leg": leg, "message": _said(luck, luck.early(words.PROMPTS))}
    yield from luck.pick(_WAYS)(luck, desk, leg)


def _named(caller: Caller) -> Event:
    return {"from": caller.address} | ({"fromName": caller.name} if caller.name else {})


def _said(luck: Luck, prompt: str) -> str:
    return f"Played '{prompt}', pressed {luck.whole(1, 9)}"


def _answered(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """Somebody is rung, picks up and talks."""
    child = _child(luck, leg, luck.early(desk.people))
    yield from _ring(child, luck.uniform(4, 18))
    yield from _talk(luck, leg, child)


def _held(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """The caller is put on hold and taken back."""
    child = _child(luck, leg, luck.early(desk.people))
    yield from _ring(child, luck.uniform(3, 12))
    yield luck.uniform(6, 30), {"type": "held", "leg": leg, "holdQueueName": "Music"}
    yield luck.uniform(10, 90), {"type": "resumed", "leg": leg}
    yield from _talk(luck, leg, child)


def _queued(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """The caller waits in a queue until one of the team picks up."""
    child = _child(luck, leg, luck.early(desk.people))
    yield from _enqueue(luck, desk, leg)
    yield luck.uniform(8, 100), {"type": "started", **child}
    yield 0.4, {"type": "ringing", **child}
    yield luck.uniform(3, 12), {"type": "answered", **child}
    yield 0.1, {"type": "left-queue", "leg": leg, "result": "answered"}
    yield from _talk(luck, leg, child)


def _abandoned(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """The caller waits in a queue and gives up."""
    yield from _enqueue(luck, desk, leg)
    yield luck.uniform(20, 120), {"type": "left-queue", "leg": leg, "result": "abandoned"}
    yield 0.2, {"type": "ended", "leg": leg, "ending": "completed"}


def _missed(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """Two people are rung in vain."""
    for _ in range(2):
        yield from _ring_in_vain(_child(luck, leg, luck.early(desk.people)), luck.uniform(12, 25))
    yield luck.uniform(0.5, 3), {"type": "ended", "leg": leg, "ending": "completed"}


def _transferred(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """Who answers puts the caller on hold, rings a colleague, and passes the call on."""
    person = luck.early(desk.people)
    colleague = desk.colleague(luck, person)
    first, second = _child(luck, leg, person), _child(luck, leg, colleague)
    yield from _ring(first, luck.uniform(4, 12))
    yield (
        luck.uniform(15, 50),
        {"type": "held", "leg": leg, "reason": "Transferring", "heldByUserId": person.endpoint_id},
    )
    yield from _ring(second, luck.uniform(3, 10))
    passed = {"how": "attended", "target": colleague.address, "targetLeg": second["leg"]}
    yield luck.uniform(4, 15), {"type": "transferred", **first, **passed}
    yield 0.1, {"type": "resumed", "leg": leg}
    yield 0.1, {"type": "ended", **first, "ending": "completed"}
    yield from _talk(luck, leg, second)


def _voicemail(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """Nobody picks up, and the caller leaves a message."""
    person = luck.early(desk.people)
    yield from _ring_in_vain(_child(luck, leg, person), luck.uniform(14, 22))
    yield 0.2, {"type": "in-flow", "leg": leg, "voicemail": person.name}
    seconds = luck.whole(6, 40)
    yield seconds, {"type": "ended", "leg": leg, "ending": "completed", "outcome": "Voicemail"}
    said = f"Hello {person.name.split()[0]}, it is about the {luck.early(words.TOPICS)}. Please call me back."
    yield luck.uniform(1, 3), _file(luck, leg, "VoiceMessage", seconds) | {"transcription": said}


def _recorded(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """A call that is recorded; the recording is there when it is over."""
    yield luck.uniform(1, 3), {"type": "logged", "leg": leg, "message": "Recording notice played"}
    child = _child(luck, leg, luck.early(desk.people))
    yield from _ring(child, luck.uniform(4, 18))
    yield from _talk(luck, leg, child)
    yield luck.uniform(1, 3), _file(luck, leg, "CallRecording", luck.whole(10, 150))


def _child(luck: Luck, leg: str, person: Person) -> Event:
    """A leg that this one dials to a person, as every event of it names it."""
    return {"leg": luck.sid("demo-"), "parent": leg, "to": person.address}


def _ring(child: Event, seconds: float) -> Iterator[Step]:
    yield 0.3, {"type": "started", **child}
    yield 0.4, {"type": "ringing", **child}
    yield seconds, {"type": "answered", **child}


def _ring_in_vain(child: Event, seconds: float) -> Iterator[Step]:
    yield 0.3, {"type": "started", **child}
    yield 0.3, {"type": "ringing", **child}
    yield seconds, {"type": "ended", **child, "ending": "no-answer"}


def _file(luck: Luck, leg: str, kind: str, seconds: int) -> dict[str, object]:
    name = luck.sid("RE")
    uri = f"https://media.example.com/{name}.mp3"
    return {"type": "file", "file": name, "leg": leg, "fileType": kind, "fileStatus": "completed", "uri": uri} | {
        "contentType": "audio/mpeg",
        "seconds": seconds,
    }


def _enqueue(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    team = luck.early(desk.teams)
    yield 0.2, {"type": "queued", "leg": leg, "queueName": team.queue, "queueId": team.endpoint_id}


def _talk(luck: Luck, leg: str, child: Event) -> Iterator[Step]:
    """They talk, something is noted, and both hang up."""
    yield luck.uniform(5, 60), {"type": "logged", "leg": leg, "message": f"Noted: {luck.early(words.TOPICS)}"}
    yield luck.uniform(5, 90), {"type": "ended", **child, "ending": "completed"}
    yield 0.1, {"type": "ended", "leg": leg, "ending": "completed"}


# How often each way is taken.
_WAYS: tuple[Callable[[Luck, Desk, str], Iterator[Step]], ...] = (
    *(_answered,) * 5,
    *(_held,) * 2,
    *(_queued,) * 4,
    _abandoned,
    *(_missed,) * 2,
    *(_transferred,) * 2,
    _voicemail,
    _recorded,
)
