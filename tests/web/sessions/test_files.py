"""The files of a session: what recordings, voicemails, faxes and messages told of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.callbacks import CALLER, FRONT_DESK, NINE, parent_callback
from support.calling import START, Caller
from support.sessions import NOON, keep, numbered, session
from support.twilio_calls import FAX, RECORDING, RECORDING_URL

from switchbook.ingest.twilio import Twilio
from switchbook.model.actor import Role
from switchbook.model.event import Facts, FileFacts, FileTold, LegEnded, LegStarted, MessageFacts, MessageTold
from switchbook.model.session import Channel
from switchbook.recorder import Recorder
from switchbook.stores.contract import Store

Limited = Callable[..., Caller]
Tell = Callable[..., str]


def files(caller: Caller, session_id: str, query: str = "") -> list[dict[str, Any]]:
    """The files of a session."""
    answer = caller.get(f"/files?sessionId={session_id}&{query}")
    assert answer.status_code == 200
    return list(answer.json()["items"])


def told(file: str, after: float, /, leg: str = "call", **said: Any) -> FileTold:
    """Something told of a file so many seconds after noon."""
    return FileTold(at=NOON + timedelta(seconds=after), file=file, leg=leg, said=FileFacts(**said))


@pytest.fixture
def recorded(tell: Tell) -> str:
    """A call with a recording, told of twice, and a voice message that was written down; its session."""
    facts = Facts(from_address=CALLER, to_address=FRONT_DESK, endpoint_id="e1", customer_id="c2")
    tell(LegStarted(leg="call", at=NOON, facts=facts), LegEnded(leg="call", at=NOON, ending="completed"))
    tell(told("RE1", 10, type="CallRecording", status="in-progress"))
    tell(told("RE1", 30, uri="https://r.example/1", seconds=20, status="completed"))
    return tell(told("RE0", 20, type="VoiceMessage", uri="https://r.example/0", transcription="Please call back"))


def test_a_recording_has_what_was_told_of_it(caller: Caller, recorded: str) -> None:
    recording, voice = files(caller, recorded)

    assert recording == {
        "accountId": "a1",
        "accountName": "Acme",
        "customerId": "c2",
        "endpointId": "e1",
        "sessionId": recorded,
        "type": "CallRecording",
        "date": "2026-05-09T12:00:10.000Z",
        "uri": "https://r.example/1",
        "recordingSid": "RE1",
        "recordingDuration": 20,
        "recordingFrom": CALLER,
        "fromAddress": CALLER,
        "toAddress": FRONT_DESK,
        "status": "completed",
        "id": "RE1",
        "dateCreated": "2026-05-09T12:00:10.000Z",
        "dateLastModified": "2026-05-09T12:00:30.000Z",
    }
    assert (voice["id"], voice["type"], voice["transcription"]) == ("RE0", "VoiceMessage", "Please call back")


@pytest.mark.parametrize("archived", [False, True])
def test_files_are_listed_from_either_shelf(caller: Caller, recorded: str, store: Store, archived: bool) -> None:
    if archived:
        assert store.write(lambda ledger: ledger.archive(NOON + timedelta(days=1), 9)).result() == 1

    assert [each["id"] for each in files(caller, recorded)] == ["RE1", "RE0"]
    assert [each["id"] for each in files(caller, recorded, "sortField=id")] == ["RE0", "RE1"]
    assert [each["id"] for each in files(caller, recorded, "sortField=date&sortOrder=Descend&countPerPage=1")] == [
        "RE0"
    ]
    assert [each["id"] for each in files(caller, recorded, "specificIds=RE0,RE9")] == ["RE0"]


def test_the_list_tells_how_many_there_are(caller: Caller, recorded: str) -> None:
    answer = caller.get(f"/files?sessionId={recorded}&countPerPage=1&accountIds=a1").json()

    assert (answer["totalCount"], answer["totalPages"], answer["hasMorePages"]) == (2, 2, True)


def test_a_fax_is_a_file(caller: Caller, tell: Tell) -> None:
    tell(LegStarted(leg=FAX, at=NOON, facts=Facts(channel=Channel.Fax, from_address=CALLER)))
    session_id = tell(told("ME1", 5, leg=FAX, type="Fax", uri="https://f.example/1", pages=3))

    (fax,) = files(caller, session_id)

    assert (fax["type"], fax["uri"], fax["pages"], fax["fromAddress"]) == ("Fax", "https://f.example/1", 3, CALLER)
    assert {"recordingSid", "recordingFrom", "recordingDuration", "status"}.isdisjoint(fax)


def test_what_came_with_messages_are_attachments(caller: Caller, tell: Tell) -> None:
    media = (("https://m.example/1", "image/png"), ("https://m.example/2", ""))
    said = MessageFacts(sender=CALLER, recipient=FRONT_DESK, text="Look", media=media)
    session_id = tell(MessageTold(message="SM1", conversation="both", at=START, said=said))

    first, second = files(caller, session_id)

    assert (first["id"], first["type"], first["contentType"]) == ("SM1-1", "Attachment", "image/png")
    assert (first["uri"], first["fromAddress"], first["toAddress"]) == ("https://m.example/1", CALLER, FRONT_DESK)
    assert (second["id"], second["uri"], second["date"]) == ("SM1-2", "https://m.example/2", "2026-11-22T05:00:00.000Z")
    assert "contentType" not in second


def test_the_recording_that_a_callback_of_twilio_names_is_found(caller: Caller, store: Store) -> None:
    more = {"RecordingSid": RECORDING, "RecordingUrl": RECORDING_URL, "RecordingDuration": 31}
    payload = parent_callback("completed", 40, 2, CallDuration=38, **more)
    (receipt,) = Recorder(store).take(Twilio(), "a1", payload, "", NINE).result()

    (recording,) = files(caller, receipt.session_id or "")

    assert (recording["recordingSid"], recording["uri"]) == (RECORDING, RECORDING_URL)
    assert (recording["recordingDuration"], recording["recordingFrom"]) == (31, CALLER)


def test_a_session_without_files_or_unknown_has_none(caller: Caller, store: Store) -> None:
    keep(store, session(1))

    for session_id in (numbered(1), numbered(2), "unknown"):
        assert files(caller, session_id) == []


def test_a_session_is_wanted(caller: Caller) -> None:
    answer = caller.get("/files?accountIds=a1")

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == "sessionId"


def test_files_are_kept_to_the_scope(recorded: str, limited: Limited) -> None:
    mine = limited(Role.Customer, accounts=frozenset({"a1"}), customers=frozenset({"c1"}))
    others = limited(Role.Customer, accounts=frozenset({"a1"}), customers=frozenset({"c3"}))
    elsewhere = limited(Role.Manager, accounts=frozenset({"a2"}))

    assert len(files(mine, recorded)) == 2
    assert files(others, recorded) == []
    assert files(elsewhere, recorded) == []
    assert files(elsewhere, recorded, "accountIds=a2") == []
    for account_id in ("a1", "a9"):
        assert elsewhere.get(f"/files?sessionId={recorded}&accountIds={account_id}").status_code == 403
    assert limited(Role.User, endpoints=frozenset({"e1"})).get(f"/files?sessionId={recorded}").status_code == 403


def test_an_account_that_the_session_is_not_of_has_none_of_its_files(caller: Caller, recorded: str) -> None:
    assert files(caller, recorded, "accountIds=a2") == []


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl", "html"])
def test_every_format_shows_files(caller: Caller, recorded: str, suffix: str) -> None:
    answer = caller.get(f"/files.{suffix}?sessionId={recorded}")

    assert answer.status_code == 200
    assert "Please call back" in answer.text
