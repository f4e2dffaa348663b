"""The demo's sessions: believable one by one and together, and the same for the same seed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from switchbook.demo.founding import found
from switchbook.demo.sessions import ARCHIVED_AFTER, sessions
from switchbook.demo.world import World
from switchbook.model import document, identity
from switchbook.model.query import Shelf
from switchbook.model.session import (
    CallState,
    Channel,
    DialState,
    Direction,
    HoldReason,
    MemberCallState,
    MemberRole,
    QueueState,
    Session,
)
from switchbook.stores.contract import ImportedSession

PRINT_DIGEST = """
from datetime import UTC, datetime
from hashlib import sha256
from switchbook.demo.sessions import sessions
from switchbook.demo.founding import found
from switchbook.model import document
made = sessions(found(5, 300), 300, 5, datetime(2026, 5, 9, tzinfo=UTC))
print(sha256(b"".join(document.write(one.session, one.log).packed() for one in made)).hexdigest())
"""


def test_the_same_seed_count_and_time_give_the_same_bytes_in_every_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


def test_another_seed_gives_other_sessions(now: datetime) -> None:
    def digest(seed: int) -> bytes:
        made = sessions(found(seed, 50), 50, seed, now)
        return sha256(b"".join(document.write(one.session, one.log).packed() for one in made)).digest()

    assert digest(1) != digest(2)


def test_a_session_keeps_its_id_at_another_time_and_among_more(now: datetime) -> None:
    few = [one.session.id for one in sessions(found(1, 50), 50, 1, now)]
    more = [one.session.id for one in sessions(found(1, 90), 90, 1, now + timedelta(days=3))]

    assert few == more[:50]


def test_any_count_is_met(now: datetime) -> None:
    for count in (0, 1, 2, 7, 40):
        assert len(list(sessions(found(1, count), count, 1, now))) == count


def test_ids_are_unique_session_ids(made: Sequence[ImportedSession]) -> None:
    ids = [one.session.id for one in made]

    assert len(set(ids)) == len(made) == 4_000
    assert all(map(identity.is_session_id, ids))


def test_a_log_has_4_to_30_lines_in_order_with_a_session_around_it(
    made: Sequence[ImportedSession], now: datetime
) -> None:
    for one in made:
        session, dates = one.session, [line.date for line in one.log]

        assert 4 <= len(dates) <= 30
        assert dates == sorted(dates)
        assert session.date_created <= dates[0]
        assert dates[-1] == session.date_last_modified
        assert dates[-1] <= now
        assert all(date.microsecond % 1000 == 0 and date.tzinfo is not None for date in dates)


def test_log_lines_vary_from_common_words_to_unique_ones(made: Sequence[ImportedSession]) -> None:
    words = Counter(
        word for one in made for word in {w for line in one.log for w in re.findall(r"\w+", line.message.lower())}
    )

    assert words["session"] == len([one for one in made if one.session.ended])
    for common in ("timeout", "webhook", "voicemail", "failed", "queue", "transition"):
        assert words[common] > 100, common
    assert len([w for w, count in words.items() if count <= 3 and not re.search(r"\d", w)]) > 500


def test_most_sessions_are_calls_then_chats_then_faxes(made: Sequence[ImportedSession]) -> None:
    channels = Counter(one.session.channel for one in made)

    assert 0.6 < channels[Channel.Voice] / len(made) < 0.8
    assert 0.15 < channels[Channel.Chat] / len(made) < 0.35
    assert 0.03 < channels[Channel.Fax] / len(made) < 0.08


def test_every_outcome_appears(made: Sequence[ImportedSession]) -> None:
    outcomes = Counter((one.session.channel.name, one.session.outcome) for one in made if one.session.ended)

    assert {name for channel, name in outcomes if channel == "Voice"} == {
        "Answered", "Missed", "Voicemail", "Completed", "Transferred", "Abandoned", "Busy", "NoAnswer", "Failed",
    }  # fmt: skip
    assert {name for channel, name in outcomes if channel == "Chat"} == {"Completed", "Missed", "Failed"}
    assert {name for channel, name in outcomes if channel == "Fax"} == {"Received", "Sent", "Failed"}


def test_every_field_of_a_session_is_used(made: Sequence[ImportedSession]) -> None:
    told = {name for one in made for name in Session.__struct_fields__ if getattr(one.session, name) not in (None, ())}

    assert told == set(Session.__struct_fields__)


def test_an_ended_session_says_when_and_how_and_is_at_rest(made: Sequence[ImportedSession], now: datetime) -> None:
    for session in (one.session for one in made):
        assert session.ended == (session.date_completed is not None) == (session.outcome is not None)
        if session.date_completed is not None and session.date_last_modified is not None:
            assert session.date_created < session.date_completed <= session.date_last_modified <= now
            assert session.call_state is CallState.Disconnected
            assert session.dial_state is DialState.None_
            assert session.queue_state in (QueueState.None_, QueueState.Disconnected)
            assert session.ring_queue_id is None
            assert {member.call_state for member in session.members} == {MemberCallState.None_}


def test_a_missed_session_came_in_and_nobody_answered(made: Sequence[ImportedSession]) -> None:
    for session in (one.session for one in made):
        if session.was_missed:
            assert session.direction is Direction.Incoming
            assert session.answered_by_id is session.answered_by_name is None
        if session.outcome in ("Missed", "Voicemail", "Abandoned"):
            assert session.was_missed


def test_who_answered_is_a_member(made: Sequence[ImportedSession]) -> None:
    for session in (one.session for one in made):
        if session.answered_by_id is not None:
            assert session.answered_by_id in {member.endpoint_id for member in session.members}
        if session.outcome in ("Answered", "Transferred"):
            assert session.answered_by_name is not None


def test_members_begin_with_the_original_one_and_transfers_have_their_role(made: Sequence[ImportedSession]) -> None:
    for session in (one.session for one in made):
        assert [member.is_original_member for member in session.members] == [
            index == 0 for index in range(len(session.members))
        ]
        if session.outcome == "Transferred":
            assert session.members[-1].role is MemberRole.Transfer
            assert session.members[-1].call_sid == session.most_recent_participant_call_sid
            assert (session.conference_sid or "").startswith("CF")


def test_a_queued_session_went_through_the_queue_states(made: Sequence[ImportedSession]) -> None:
    queued = [one for one in made if one.session.queue_state is QueueState.Disconnected]

    assert {one.session.outcome for one in queued} == {"Answered", "Abandoned"}
    for one in queued:
        assert any("joined queue" in line.message for line in one.log)
        assert (one.session.queue_member_id is not None) == (one.session.outcome == "Answered")


def test_what_kind_of_session_it_is_decides_its_addresses(made: Sequence[ImportedSession], world: World) -> None:
    endpoints = {endpoint.id: endpoint for endpoint in world.endpoints}
    for session in (one.session for one in made):
        own = endpoints[session.endpoint_id or ""]

        assert own.account_id == session.account_id
        assert own.customer_id == session.customer_id
        assert own.address == (session.to_address if session.direction is Direction.Incoming else session.from_address)
        assert (session.destination is not None) == (session.direction is Direction.Outgoing)
        assert (session.call_sid is None) == (session.channel is Channel.Chat)
        assert session.involved_endpoints() <= endpoints.keys()
        assert {endpoints[e].account_id for e in session.involved_endpoints()} == {session.account_id}


def test_the_log_names_the_call(made: Sequence[ImportedSession]) -> None:
    for one in made:
        if one.session.call_sid is not None:
            assert any(one.session.call_sid in line.message for line in one.log)


def test_callers_come_back_again_and_again(made: Sequence[ImportedSession]) -> None:
    callers = Counter(one.session.from_address for one in made if one.session.direction is Direction.Incoming)

    assert len(callers) < 0.6 * callers.total()
    assert callers.most_common(1)[0][1] > 20
    assert len([address for address, calls in callers.items() if calls == 1]) > 300
    assert callers["anonymous"] > 10


def test_about_a_tenth_follows_from_an_earlier_session_of_the_account(made: Sequence[ImportedSession]) -> None:
    seen: dict[str, Session] = {}
    children = 0
    for session in (one.session for one in made):
        if session.parent_session_id is not None:
            children += 1
            parent = seen[session.parent_session_id]
            assert parent.account_id == session.account_id
            assert parent.date_created < session.date_created
        seen[session.id] = session

    assert 0.06 < children / len(made) < 0.14


def test_dates_cover_two_growing_years_with_a_rhythm(made: Sequence[ImportedSession], now: datetime) -> None:
    dates = [one.session.date_created for one in made]
    weekend = [date for date in dates if date.weekday() >= 5]
    night = [date for date in dates if date.hour < 6]

    assert now - timedelta(days=731) < min(dates) < now - timedelta(days=715)
    assert now - timedelta(minutes=5) < max(dates) < now
    assert len(weekend) / len(dates) < 0.15
    assert len(night) / len(dates) < 0.06
    assert len([d for d in dates if d > now - timedelta(days=365)]) > 0.6 * len(dates)


def test_what_began_more_than_15_days_ago_is_archived(made: Sequence[ImportedSession], now: datetime) -> None:
    assert timedelta(days=15) == ARCHIVED_AFTER
    for one in made:
        old = one.session.date_created < now - timedelta(days=15)

        assert one.shelf is (Shelf.archive if old else Shelf.live)
    assert len([one for one in made if one.shelf is Shelf.live]) > 100


def test_the_last_sessions_go_on_right_now(made: Sequence[ImportedSession], now: datetime) -> None:
    going_on = [one.session for one in made if not one.session.ended]

    assert going_on == [one.session for one in made[-40:]]
    assert {session.call_state for session in going_on} == set(CallState) - {CallState.Disconnected}
    assert {session.queue_state for session in going_on} == {QueueState.None_, QueueState.Queued, QueueState.Ringing}
    assert {session.hold_reason for session in going_on} == set(HoldReason)
    assert {m.call_state for session in going_on for m in session.members} == set(MemberCallState) - {
        MemberCallState.None_
    }
    for session in going_on:
        assert now - timedelta(minutes=16) < session.date_created < now
        assert (session.dial_state is DialState.Active) == (
            session.channel is Channel.Voice and session.call_state is not CallState.Passive
        )
        assert (session.call_state is CallState.Hold) == (session.hold_queue_name is not None)
        assert (session.queue_state is QueueState.Ringing) == (session.ring_queue_id is not None)
