"""What was written in a chat: its transcript, with what was written before, and its messages as records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.calling import START, Caller

from switchbook.api.chats import months_before
from switchbook.model.actor import Role
from switchbook.model.event import Facts, LegRang, MessageFacts, MessageTold
from switchbook.model.session import Channel, Direction
from switchbook.recorder import give_up
from switchbook.stores.contract import Store

Limited = Callable[..., Caller]
Tell = Callable[..., str]
OURS, THEIRS = "+15035551234", "+15035550222"


def written(name: str, days: float, customer_id: str = "c2", **said: Any) -> MessageTold:
    """A message that came in so many days before START."""
    facts = Facts(
        channel=Channel.Chat,
        direction=Direction.Incoming,
        from_address=THEIRS,
        to_address=OURS,
        endpoint_id="e1",
        customer_id=customer_id,
    )
    told = {"direction": Direction.Incoming, "sender": THEIRS, "recipient": OURS, "text": name, "status": "received"}
    return MessageTold(
        message=name,
        conversation="both",
        at=START - timedelta(days=days),
        facts=facts,
        said=MessageFacts(**{**told, **said}),
    )


def bodies(caller: Caller, session_id: str, query: str = "") -> list[str | None]:
    """What a transcript's messages say."""
    answer = caller.get(f"/sessions/{session_id}/transcript?{query}")
    assert answer.status_code == 200
    return [each.get("body") for each in answer.json()["messages"]]


def test_a_transcript_has_the_messages_in_order(caller: Caller, tell: Tell) -> None:
    media = (("https://m.example/1", "image/png"), ("https://m.example/2", ""))
    session_id = tell(written("second", 0), written("first", 0.01))
    answered = {"direction": Direction.Outgoing, "sender": OURS, "recipient": THEIRS, "media": media}
    tell(written("third", -0.01, **answered))

    answer = caller.get(f"/sessions/{session_id}/transcript").json()

    assert answer == {
        "messages": [
            {"date": "2026-11-22T04:45:36.000Z", "from": THEIRS, "body": "first"},
            {"date": "2026-11-22T05:00:00.000Z", "from": THEIRS, "body": "second"},
            {
                "date": "2026-11-22T05:14:24.000Z",
                "from": OURS,
                "body": "third",
                "mediaUri": "https://m.example/1",
                "mediaContentType": "image/png",
            },
            {"date": "2026-11-22T05:14:24.000Z", "from": OURS, "mediaUri": "https://m.example/2"},
        ]
    }


def test_what_was_written_before_is_shown_when_asked_for(caller: Caller, tell: Tell) -> None:
    tell(written("seven months", 212), written("five months", 150), written("days", 3))
    session_id = tell(written("now", 0))
    tell(written("later", -3))
    old = "includeHistorical=true"

    assert bodies(caller, session_id) == ["now"]
    assert bodies(caller, session_id, "historicalCutOffDate=2026-01-01") == ["now"]
    assert bodies(caller, session_id, old) == ["five months", "days", "now"]
    assert bodies(caller, session_id, f"{old}&historicalCutOffDate=2025-01-01") == ["five months", "days", "now"]
    assert bodies(caller, session_id, f"{old}&historicalCutOffDate=2026-11-01") == ["days", "now"]
    assert bodies(caller, session_id, f"{old}&historicalCutOffDate=2026-11-20T00:00:00Z") == ["now"]


def test_earlier_messages_of_a_session_that_reaches_over_the_cut_off_are_left_out(caller: Caller, tell: Tell) -> None:
    tell(written("before", 3), written("after", 2.9))
    session_id = tell(written("now", 0))
    cut_off = (START - timedelta(days=2.95)).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert bodies(caller, session_id, f"includeHistorical=1&historicalCutOffDate={cut_off}") == ["after", "now"]


def test_archived_chats_count_too(caller: Caller, tell: Tell, store: Store) -> None:
    early = tell(written("days", 3))
    session_id = tell(written("now", 0))
    assert store.write(lambda ledger: give_up(ledger, early, timedelta(hours=4), START)).result()
    assert store.write(lambda ledger: ledger.archive(START, 9)).result() == 1

    assert bodies(caller, session_id, "includeHistorical=true") == ["days", "now"]


def test_what_was_written_before_is_kept_to_the_scope(tell: Tell, limited: Limited) -> None:
    tell(written("not mine", 6, customer_id="c4"), written("mine", 3))
    session_id = tell(written("now", 0))
    mine = limited(Role.Manager, accounts=frozenset({"a1"}), customers=frozenset({"c2"}))
    all_of_it = limited(Role.Manager, accounts=frozenset({"a1"}))
    other = limited(Role.Manager, accounts=frozenset({"a2"}))

    assert bodies(mine, session_id, "includeHistorical=true") == ["mine", "now"]
    assert bodies(all_of_it, session_id, "includeHistorical=true") == ["not mine", "mine", "now"]
    for path in ("transcript", "messages"):
        assert other.get(f"/sessions/{session_id}/{path}").status_code == 404


def test_a_cut_off_that_is_no_day_is_named(caller: Caller, tell: Tell) -> None:
    session_id = tell(written("now", 0))

    answer = caller.get(f"/sessions/{session_id}/transcript?includeHistorical=true&historicalCutOffDate=spring")

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == "historicalCutOffDate"


@pytest.mark.parametrize("path", ["transcript", "messages"])
def test_the_words_of_a_chat_are_not_for_customers(tell: Tell, limited: Limited, path: str) -> None:
    session_id = tell(written("now", 0))

    assert limited(Role.Customer, customers=frozenset({"c2"})).get(f"/sessions/{session_id}/{path}").status_code == 403
    assert limited(Role.User, endpoints=frozenset({"e1"})).get(f"/sessions/{session_id}/{path}").status_code == 200


def test_messages_are_records_with_what_became_of_them(caller: Caller, tell: Tell) -> None:
    sent = {"direction": Direction.Outgoing, "sender": OURS, "recipient": THEIRS, "status": "sent", "text": "Hello"}
    session_id = tell(written("came", 0, sender_name="Jane", media=(("https://m.example/1", "image/png"),)))
    fate = MessageFacts(status="failed", error_code="30003")
    tell(written("went", -0.01, **sent))
    tell(MessageTold(message="went", conversation="both", at=START + timedelta(hours=1), opens=False, said=fate))

    came, went = caller.get(f"/sessions/{session_id}/messages").json()["messages"]

    assert came == {
        "id": "came",
        "accountId": "a1",
        "customerId": "c2",
        "endpointId": "e1",
        "endpointDisplayName": "Front desk",
        "date": "2026-11-22T05:00:00.000Z",
        "direction": "Incoming",
        "otherAddress": THEIRS,
        "sender": "Jane",
        "text": "came",
        "isUnread": False,
        "sessionId": session_id,
        "status": "received",
        "media": [{"uri": "https://m.example/1", "contentType": "image/png"}],
    }
    assert (went["direction"], went["otherAddress"], went["sender"], went["media"]) == ("Outgoing", THEIRS, OURS, [])
    assert (went["text"], went["status"], went["errorCode"]) == ("Hello", "failed", "30003")


@pytest.mark.parametrize("path", ["transcript", "messages"])
def test_a_call_has_no_messages_and_an_unknown_session_is_not_found(caller: Caller, tell: Tell, path: str) -> None:
    session_id = tell(LegRang(leg="call", at=START))

    assert caller.get(f"/sessions/{session_id}/{path}").json() == {"messages": []}
    for unknown in ("5" * 24, "unknown"):
        assert caller.get(f"/sessions/{unknown}/{path}").status_code == 404


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl", "html"])
@pytest.mark.parametrize("path", ["transcript", "messages"])
def test_every_format_shows_them(caller: Caller, tell: Tell, path: str, suffix: str) -> None:
    session_id = tell(written("Grüße", 0, media=(("https://m.example/1", "image/png"),)))

    answer = caller.get(f"/sessions/{session_id}/{path}.{suffix}")

    assert answer.status_code == 200
    assert "Grüße" in answer.text


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [("2026-11-22", 6, "2026-05-22"), ("2026-08-31", 6, "2026-02-28"), ("2026-01-15", 1, "2025-12-15")],
)
def test_months_are_those_of_the_calendar(day: str, months: int, before: str) -> None:
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)

    assert months_before(moment, months) == datetime.fromisoformat(before).replace(tzinfo=UTC)
