"""Which scenes there are, how often each is played, and which session may follow from which."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from datetime import timedelta
from itertools import accumulate

import msgspec

from switchbook.demo import chat, fax, live, outgoing, queueing, voice
from switchbook.demo.luck import Luck
from switchbook.demo.story import Story

Tell = Callable[[Story], None]


class Scene(msgspec.Struct, frozen=True):
    """A way a session goes. Of a hundred root sessions `share` go so; a share of these is followed by `next`."""

    share: float
    tell: Tell
    next: Tell | None = None
    next_share: float = 0.0


class LiveScene(msgspec.Struct, frozen=True):
    """A way a session stands right now, and how many seconds ago it may have begun."""

    tell: Tell
    youngest: int
    oldest: int


SCENES: tuple[Scene, ...] = (
    Scene(22.0, voice.answered, outgoing.callback, 0.05),
    Scene(7.0, voice.missed, outgoing.callback, 0.2),
    Scene(7.0, voice.voicemail, outgoing.callback, 0.35),
    Scene(3.0, voice.self_service),
    Scene(4.0, voice.held, outgoing.consultation, 0.3),
    Scene(4.0, voice.transferred, outgoing.consultation, 0.7),
    Scene(8.0, queueing.queued_and_answered),
    Scene(3.0, queueing.queued_and_abandoned, outgoing.callback, 0.3),
    Scene(6.0, outgoing.dialled_out),
    Scene(1.0, outgoing.busy),
    Scene(1.5, outgoing.unanswered),
    Scene(1.0, outgoing.failed),
    Scene(12.0, chat.conversation, outgoing.callback, 0.06),
    Scene(2.0, chat.unread_message),
    Scene(7.0, chat.reminder),
    Scene(4.0, chat.app_chat),
    Scene(2.0, chat.mail),
    Scene(2.4, fax.received),
    Scene(1.8, fax.sent),
    Scene(0.6, fax.failed),
    Scene(0.4, fax.broken_off),
)

LIVE_SCENES: tuple[LiveScene, ...] = (
    LiveScene(live.ringing, 20, 40),
    LiveScene(live.talking, 60, 900),
    LiveScene(live.on_hold, 60, 600),
    LiveScene(live.being_transferred, 60, 300),
    LiveScene(live.queued, 20, 480),
    LiveScene(live.ringing_from_queue, 25, 120),
    LiveScene(live.in_the_flow, 20, 60),
    LiveScene(live.dialling_out, 20, 45),
    LiveScene(live.chatting, 300, 900),
)

# What a session is that began so late that a longer scene would still go on; it never lasts longer than said.
SHORT_SCENE: Tell = voice.missed
SHORT_SCENE_LASTS = timedelta(minutes=3)

_CUMULATIVE = tuple(accumulate(scene.share for scene in SCENES))


def draw(luck: Luck) -> Scene:
    """The scene of the next session."""
    return SCENES[bisect(_CUMULATIVE, luck.random() * _CUMULATIVE[-1])]
