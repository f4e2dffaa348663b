"""How a session is said in words, and what it says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from switchbook.api.types import SessionInfo, SessionMemberInfo
from switchbook.console.session_facts import Fact, console_data_of, facts_of, moments_of
from switchbook.console.session_words import Side, badge_of, far_address, kind_of, sides_of
from switchbook.model.session import CallState, Channel, Direction, QueueState


@pytest.mark.parametrize(
    ("facts", "text", "tone"),
    [
        ({"ended": True, "outcome": "Answered"}, "Answered", "good"),
        ({"ended": True, "outcome": "NoAnswer"}, "No answer", "bad"),
        ({"ended": True, "outcome": "Rung through"}, "Rung through", ""),
        ({"ended": True}, "Ended", ""),
        ({"call_state": CallState.Ringing}, "Ringing", "warn"),
        ({"call_state": CallState.Passive, "queue_state": QueueState.Queued}, "In the queue", "mark"),
        ({"call_state": CallState.Hold, "queue_state": QueueState.Queued}, "On hold", "held"),
    ],
)
def test_a_badge_says_what_came_of_it_or_where_it_stands(facts: dict[str, Any], text: str, tone: str) -> None:
    badge = badge_of(SessionInfo(**facts))

    assert (badge.text, badge.tone) == (text, tone)


def test_the_sides_have_their_names_whoever_began() -> None:
    incoming = SessionInfo(from_name="Ida", from_address="+1", to_address="+2", endpoint_name="Desk")
    outgoing = SessionInfo(
        channel=Channel.Fax,
        direction=Direction.Outgoing,
        from_address="+2",
        to_address="+1",
        endpoint_name="Desk",
        members=(SessionMemberInfo(identity="+1", display_name="Ida"),),
    )

    assert sides_of(incoming) == (Side("Ida", "+1"), Side("Desk", "+2"))
    assert sides_of(outgoing) == (Side("Desk", "+2"), Side("Ida", "+1"))
    assert (far_address(incoming), far_address(outgoing)) == ("+1", "+1")
    assert kind_of(outgoing) == "Outgoing fax"


def test_a_name_that_is_the_address_again_is_not_said_twice() -> None:
    caller, _ = sides_of(SessionInfo(from_name="+1", from_address="+1"))

    assert caller == Side("", "+1")


def test_only_what_is_set_is_a_fact() -> None:
    session = SessionInfo(was_missed=True, call_sid="CA1", date_created="2026-05-09T10:00:00.000Z")

    assert facts_of(session) == [Fact("Missed", "Yes"), Fact("Call SID", "CA1", code=True)]
    assert [moment.name for moment in moments_of(session)] == ["Began"]


@pytest.mark.parametrize(
    ("data", "shown"),
    [(None, ""), ('{"a":[1]}', '{\n  "a": [\n    1\n  ]\n}'), ("{no json", "{no json"), ("just text", "just text")],
)
def test_console_data_is_laid_out_if_it_is_json(data: str | None, shown: str) -> None:
    assert console_data_of(SessionInfo(console_data=data)) == shown
