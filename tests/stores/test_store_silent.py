"""Every store: live sessions of which nothing was heard for long."""

from __future__ import annotations

from datetime import timedelta

from support.sessions import NOON, keep, numbered, session

from switchbook.model.query import Shelf
from switchbook.model.session import Channel
from switchbook.stores.contract import Store


def test_the_longest_silent_come_first(store: Store) -> None:
    keep(
        store,
        session(1, date_last_modified=NOON + timedelta(minutes=30)),
        session(2),  # no time of change: from its creation, two minutes after noon
        session(3, date_last_modified=NOON + timedelta(minutes=10)),
        session(4, ended=True),
        session(5, channel=Channel.Chat),
        session(6, date_last_modified=NOON + timedelta(hours=2)),
    )
    keep(store, session(7), shelf=Shelf.archive)
    hour = NOON + timedelta(hours=1)

    assert store.silent_sessions(Channel.Voice, hour, 10) == [numbered(2), numbered(3), numbered(1)]
    assert store.silent_sessions(Channel.Voice, hour, 2) == [numbered(2), numbered(3)]
    assert store.silent_sessions(Channel.Chat, hour, 10) == [numbered(5)]
    assert store.silent_sessions(Channel.Fax, hour, 10) == []
    assert store.silent_sessions(Channel.Voice, NOON + timedelta(minutes=2), 10) == []
