"""What is known of a session, sorted into what the tables of `lifecycle` ask about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from switchbook.model.event import Facts
from switchbook.model.leg import WAITING, answered_at, begun_at, facts_of, is_ended, is_held, queue_word, standing_of
from switchbook.model.session import Channel, Direction
from switchbook.model.state import Conference, FoldState, LegState

NamedLeg = tuple[str, LegState]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The legs of a session, its conferences, chat and files, as the tables see them.

    `root` is the leg that the others go back to, None while nothing was said about it; `others` are all other legs, in
    order of their beginning. `facts` are those of the session, `files` the types of its files. `written` says that a
    chat message was written; `lost` that the clock gave the session up; `heard` that there ever was a sign of life.
    """

    root: NamedLeg | None
    others: tuple[NamedLeg, ...]
    rooms: Mapping[str, Conference]
    facts: Facts
    channel: Channel
    direction: Direction
    files: frozenset[str] = frozenset()
    written: bool = False
    lost: bool = False
    heard: bool = True

    @property
    def every(self) -> tuple[NamedLeg, ...]:
        """The root, if known, then the others."""
        return ((self.root,) if self.root else ()) + self.others

    def answered_at(self, named: NamedLeg) -> int | None:
        """When a leg was answered: as it tells itself, or, for any but the root, when it joined a conference."""
        name, leg = named
        told = answered_at(leg)
        if leg.joined is None or (self.root is not None and name == self.root[0]):
            return told
        return leg.joined if told is None else min(told, leg.joined)

    def over_at(self, leg: LegState) -> int | None:
        """When a leg was over: at its reported end; a leg known from conferences alone, when it left the last."""
        if leg.standing is not None:
            return leg.standing.at if leg.standing.ended else None
        ends = [self._left_at(room, said.value, said.at) for room, said in leg.rooms.items()]
        known = [end for end in ends if end is not None]
        return max(known) if ends and len(known) == len(ends) else None

    def in_room(self, leg: LegState) -> bool:
        """A leg is in a conference now."""
        return any(self._left_at(room, said.value, said.at) is None for room, said in leg.rooms.items())

    @property
    def ended(self) -> bool:
        """The root is over, and nobody goes on without it; while it is unknown, all others are over.

        Others go on without the root where its party passed the call on, or where they are in a conference. Otherwise
        the root is the line that carries the session: whoever hears of its end need not wait for the ends of the legs
        it dialled, which may be lost.
        """
        if not self.every:
            return bool(self.rooms) and all(room.ended is not None for room in self.rooms.values())
        if self.root is None:
            return all(self.over_at(leg) is not None for _, leg in self.others)
        return self.over_at(self.root[1]) is not None and not any(map(self._goes_on, self.others))

    @property
    def ended_at(self) -> int:
        """When a session that has ended did, in milliseconds."""
        if not self.every:
            return max(room.ended or room.started for room in self.rooms.values())
        over = {name: self.over_at(leg) for name, leg in self.every}
        if self.root is None:
            return max(at for at in over.values() if at is not None)
        last = [over[self.root[0]]]
        for name, leg in self.others:
            if self._outlasts(leg) and self.answered_at((name, leg)) is not None:
                last.append(over[name])
        return max(at for at in last if at is not None)

    @property
    def talking(self) -> tuple[NamedLeg, ...]:
        """Legs whose party is on the line with somebody.

        The root's own answer stands for another party that has no leg. Once another leg was answered, the root talks
        while one of those does; and it talks with nobody while it waits in a queue.
        """
        others = tuple(named for named in self.others if self.on_line(named))
        if self.root is None or others:
            return others
        alone = not any(self.answered_at(named) is not None for named in self.others)
        waits = self.waiting is not None and self.waiting[0] == self.root[0]
        return (self.root,) if alone and not waits and self.on_line(self.root) else ()

    @property
    def on_hold(self) -> NamedLeg | None:
        """The leg that holds the session up: the root, else one of too few who talk.

        That is: the root is on hold and somebody was answered; or fewer than two parties are left off hold.
        """
        if self.root is not None and is_held(self.root[1]) and self.answered is not None:
            return self.root
        talking = self.talking
        held = [named for named in talking if is_held(named[1])]
        root_too = (
            self.at_hand and self.root is not None and self.root not in talking and not self._is_away(self.root[1])
        )
        free = len(talking) - len(held) + int(root_too)
        return held[-1] if held and free < 2 else None

    @property
    def dialling(self) -> bool:
        """Another leg is on its way to an answer."""
        return any(
            leg.standing is not None and not leg.standing.ended and self.answered_at((name, leg)) is None
            for name, leg in self.others
        )

    @property
    def waiting(self) -> NamedLeg | None:
        """The leg that waits in a queue: nothing says it left, and nobody was answered since."""
        answers = [at for named in self.every if (at := self.answered_at(named)) is not None]
        for name, leg in self.every:
            if leg.queue is not None and leg.queue.value == WAITING and not is_ended(leg):
                since = leg.queue.at
                if all(at < since for at in answers):
                    return name, leg
        return None

    @property
    def at_hand(self) -> bool:
        """The root is on the line, in the flow or with others; or a conference runs that nobody is known to be in."""
        if self.root is None:
            return not self.others and any(room.ended is None for room in self.rooms.values())
        leg = self.root[1]
        return self.over_at(leg) is None and (standing_of(leg) in ("in-flow", "answered") or self.in_room(leg))

    @property
    def answered(self) -> NamedLeg | None:
        """The leg that answered first: one that was dialled before the root's own answer, that before a transfer's.

        A telephone system often says of the calling leg, too, that it was answered.
        """
        found = [
            (self.is_passed_to(named), named == self.root, at, named[0], named[1])
            for named in self.every
            if (at := self.answered_at(named)) is not None
        ]
        if not found:
            return None
        *_, name, leg = min(found, key=lambda each: each[:4])
        return name, leg

    @property
    def dialled(self) -> bool:
        """Somebody else was called, or came."""
        return any(leg.standing is not None or leg.parent is not None for _, leg in self.others)

    @property
    def queue_words(self) -> frozenset[str]:
        """The last words on the queues of all legs."""
        return frozenset(word for _, leg in self.every if (word := queue_word(leg)) is not None)

    def is_passed_to(self, named: NamedLeg) -> bool:
        """A leg is the far side of a transfer: named as its target, dialled by who made it, or begun after it."""
        if named == self.root:
            return False
        name, leg = named
        for passing, passed in self.every:
            if passed.transferred is None or passing == name:
                continue
            by_root = self.root is not None and passing == self.root[0]
            dialled = leg.parent is not None and leg.parent.value == passing and not by_root
            called = None if self.came_calling(named) else leg.facts.get("to_address")
            named_so = name in passed.targets or (called is not None and called.value in passed.targets)
            if dialled or named_so or begun_at(leg) >= passed.transferred:
                return True
        return False

    def came_calling(self, named: NamedLeg) -> bool:
        """Another leg is that of somebody who calls: into a conference, or an agent's second line to ask a third."""
        name, leg = named
        if named == self.root or leg.parent is not None:
            return False
        incoming = "direction" in leg.facts and leg.facts["direction"].value == Direction.Incoming
        if "party" in leg.facts and "from_address" in leg.facts:
            incoming = incoming or leg.facts["party"].value == leg.facts["from_address"].value
        return incoming or any(other.parent is not None and other.parent.value == name for _, other in self.others)

    def root_stands(self, *names: str) -> bool:
        """Whether the root stands in one of these states."""
        return self.root is not None and standing_of(self.root[1]) in names

    def others_stand(self, *names: str) -> bool:
        """Whether any other leg stands in one of these states."""
        return any(standing_of(leg) in names for _, leg in self.others)

    def on_line(self, named: NamedLeg) -> bool:
        """A leg was answered, is not over, and its party did not leave the others."""
        _, leg = named
        return self.answered_at(named) is not None and self.over_at(leg) is None and not self._is_away(leg)

    def _is_away(self, leg: LegState) -> bool:
        """A leg's party left the others, by passing the call on or by leaving a conference, though it is not over."""
        return leg.transferred is not None or (bool(leg.rooms) and not self.in_room(leg))

    def _outlasts(self, leg: LegState) -> bool:
        """A leg need not end with the root."""
        return bool(leg.rooms) or (self.root is not None and self.root[1].transferred is not None)

    def _goes_on(self, named: NamedLeg) -> bool:
        return self._outlasts(named[1]) and self.on_line(named)

    def _left_at(self, room: str, inside: object, said: int) -> int | None:
        """When a leg left a conference, or that ended for all; None: it is in it."""
        if not inside:
            return said
        conference = self.rooms.get(room)
        return None if conference is None else conference.ended


def gather(state: FoldState) -> Evidence:
    """The evidence in a state. Pure: equal states give equal evidence."""
    by_start = sorted(state.legs.items(), key=lambda item: (begun_at(item[1]), item[0]))
    name = _root_name(state)
    root = (name, state.legs[name]) if name is not None and name in state.legs else None
    others = tuple(named for named in by_start if named != root)
    facts = _facts(state, root or (others[0] if others else None))
    files = frozenset(str(said["type"].value) for said in state.files.values() if "type" in said)
    return Evidence(
        root=root,
        others=others,
        rooms=state.conferences,
        facts=facts,
        channel=_channel(state, facts, files),
        direction=_direction(state, facts if root or not others else Facts(), files),
        files=files,
        written=state.chat is not None and state.chat.first is not None,
        lost=state.given_up,
        heard=state.last > 0,
    )


def root_leg(state: FoldState) -> str:
    """The name that all of a session goes back to, and that names it. It follows from the state alone.

    That is the leg that nobody dialled and that began first. A leg that was named as a parent but not heard of yet
    counts as begun with the first it dialled. Of legs that dialled one another in a ring it is the first. Where no leg
    is known it is the chat's opening message, else the first conference, else the first file; empty if there is none.
    """
    name = _root_name(state)
    if name is not None:
        return name
    if state.chat is not None:
        return state.chat.opening.message
    rooms = sorted((room.started, name) for name, room in state.conferences.items())
    return next(iter([*(name for _, name in rooms), *sorted(state.files)]), "")


def _root_name(state: FoldState) -> str | None:
    found = sorted((began, heard, name) for began, heard, name in _roots(state))
    if found:
        return found[0][2]
    ring = sorted((begun_at(leg), name) for name, leg in state.legs.items())
    return ring[0][1] if ring else None


def _roots(state: FoldState) -> Iterator[tuple[int, bool, str]]:
    """Legs that nobody dialled: when they began, whether they were heard of, and their name."""
    for name, leg in state.legs.items():
        if leg.parent is None:
            yield begun_at(leg), True, name
        elif str(leg.parent.value) not in state.legs:
            yield begun_at(leg), False, str(leg.parent.value)


def _facts(state: FoldState, first: NamedLeg | None) -> Facts:
    """What was said of the session: of its root, of the first leg while that is unknown, else of a chat's parties."""
    told = facts_of(first[1]) if first is not None else Facts()
    if state.chat is None:
        return told
    opening = msgspec.convert(state.chat.opening.facts, Facts)
    missing = {name: getattr(opening, name) for name in Facts.__struct_fields__ if getattr(told, name) is None}
    return msgspec.structs.replace(told, **missing)


def _channel(state: FoldState, facts: Facts, files: frozenset[str]) -> Channel:
    if facts.channel is not None:
        return facts.channel
    if state.imported is not None:
        return state.imported.session.channel
    silent = all(leg.standing is None for leg in state.legs.values())
    if silent and state.chat is not None:
        return Channel.Chat
    return Channel.Fax if silent and files & {"Fax", "FaxOutgoing"} else Channel.Voice


def _direction(state: FoldState, facts: Facts, files: frozenset[str]) -> Direction:
    if facts.direction is not None:
        return facts.direction
    if state.imported is not None:
        return state.imported.session.direction
    return Direction.Outgoing if "FaxOutgoing" in files else Direction.Incoming
