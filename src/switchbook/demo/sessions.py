"""Makes demo sessions of a world, oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle

from switchbook.demo.luck import Luck, ids
from switchbook.demo.rhythm import times
from switchbook.demo.scenes import LIVE_SCENES, SHORT_SCENE, SHORT_SCENE_LASTS, Tell, draw
from switchbook.demo.steps import ANONYMOUS
from switchbook.demo.story import Story
from switchbook.demo.world import World
from switchbook.model.query import Shelf
from switchbook.stores.contract import ImportedSession

# Sessions that began longer ago stand in the archive.
ARCHIVED_AFTER = timedelta(days=15)
# One in so many sessions goes on at the end, up to a number that still fits on a page or two.
_ENDED_PER_LIVE = 100
_MOST_LIVE = 40


def sessions(world: World, count: int, seed: int, now: datetime) -> Iterator[ImportedSession]:
    """That many sessions of this world, oldest first; the last ones go on at `now` (aware UTC).

    Equal arguments give equal sessions. The id of the n-th session follows from the seed alone.
    """
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    luck = Luck(f"{seed}/sessions")
    live = min(count // 4, max(len(LIVE_SCENES), min(_MOST_LIVE, count // _ENDED_PER_LIVE)))
    session_id = ids(seed, "session")
    yield from _ended(world, luck, (session_id(index) for index in range(count - live)), count - live, now)
    yield from _live(world, luck, (session_id(index) for index in range(count - live, count)), now)


def _ended(
    world: World, luck: Luck, session_ids: Iterator[str], count: int, now: datetime
) -> Iterator[ImportedSession]:
    following: tuple[Tell, Story] | None = None
    for session_id, start in zip(session_ids, times(count, now - SHORT_SCENE_LASTS, luck), strict=True):
        told = _follow(luck, following, session_id, now)
        following = None
        if told is None:
            told = Story(luck, world.desk(luck), session_id, start)
            scene = draw(luck)
            scene.tell(told)
            if told.clock > now:
                told = Story(luck, told.desk, session_id, start)
                SHORT_SCENE(told)
            elif scene.next and luck.chance(scene.next_share):
                following = (scene.next, told)
        shelf = Shelf.archive if told.start < now - ARCHIVED_AFTER else Shelf.live
        yield ImportedSession(session=told.session(), log=tuple(told.lines), shelf=shelf)


def _live(world: World, luck: Luck, session_ids: Iterator[str], now: datetime) -> Iterator[ImportedSession]:
    for session_id, scene in zip(session_ids, cycle(LIVE_SCENES), strict=False):
        start = now - timedelta(seconds=luck.whole(scene.youngest, scene.oldest))
        told = Story(luck, world.desk(luck), session_id, start)
        scene.tell(told)
        yield ImportedSession(session=told.session(), log=tuple(told.lines))


def _follow(luck: Luck, following: tuple[Tell, Story] | None, session_id: str, now: datetime) -> Story | None:
    """The session that follows from the one before, if it can be and is over by now."""
    if following is None:
        return None
    tell, parent = following
    if parent.caller.address == ANONYMOUS:
        return None
    start = parent.asked_at or parent.clock + timedelta(seconds=luck.whole(30, 900))
    told = Story(luck, parent.desk, session_id, start, parent)
    tell(told)
    return told if told.clock <= now else None
