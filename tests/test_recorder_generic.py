"""Whole sessions as generic events tell them: queue, hold, abandon, outgoing, chat and fax (all constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, FRONT_DESK, as_json, generic_event
from support.quarantine import quarantine_of
from support.recording import documents, life, new_book, only_document, parts, story, take, take_all

from switchbook.ingest.generic import Generic
from switchbook.model.identity import session_id

GENERIC = Generic()
FROM_CALLER = {"from": CALLER, "to": FRONT_DESK}


def body(*events: dict[str, object]) -> list[bytes]:
    return [as_json(event) for event in events]


QUEUED = body(
    generic_event("started", 0, direction="Incoming", fromName="Jane Doe", callSid="CA1", **FROM_CALLER),
    generic_event("in-flow", 1),
    generic_event("queued", 2, queueName="Support"),
    generic_event("ringing", 10, "leg-2", parent="leg-1", to=ANNA),
    generic_event("answered", 14, "leg-2", parent="leg-1"),
    generic_event("held", 20),
    generic_event("resumed", 30),
    generic_event("logged", 31, message="Asked for the invoice of May"),
    generic_event("ended", 90, "leg-2", parent="leg-1", ending="completed", duration=76),
    generic_event("ended", 91, ending="completed"),
)


CALLING = {
    "identity": CALLER,
    "displayName": "Jane Doe",
    "isOriginalMember": True,
    "applicationData": {},
    "callState": "None",
    "role": "Caller",
    "callSid": "CA1",
    "muted": False,
}
AGENT = {
    "identity": ANNA,
    "endpointId": "e2",
    "displayName": "Anna Berg",
    "isOriginalMember": False,
    "applicationData": {},
    "callState": "None",
    "role": "Agent",
    "muted": False,
}
QUEUED_CALL = {
    "dialState": "None",
    "callState": "Disconnected",
    "queueState": "Disconnected",
    "accountId": "a1",
    "accountName": "Acme Telephony",
    "customerId": "c1",
    "customerBreadcrumb": [{"id": "c0", "name": "Region North"}, {"id": "c1", "name": "Acme Dental"}],
    "customerName": "Acme Dental",
    "endpointId": "e1",
    "endpointName": "Front desk",
    "dateCompleted": "2026-11-23T09:01:31.000Z",
    "toAddress": FRONT_DESK,
    "fromAddress": CALLER,
    "fromName": "Jane Doe",
    "answeredByName": "Anna Berg",
    "channel": "Voice",
    "ended": True,
    "outcome": "Answered",
    "callSid": "CA1",
    "holdReason": "None",
    "displayName": "Jane Doe",
    "log": [
        {"date": "2026-11-23T09:00:00.000Z", "message": f"Call received from {CALLER} to {FRONT_DESK}"},
        {"date": "2026-11-23T09:00:01.000Z", "message": "Call taken by the flow"},
        {"date": "2026-11-23T09:00:02.000Z", "message": "Waiting in queue Support"},
        {"date": "2026-11-23T09:00:10.000Z", "message": "Ringing Anna Berg"},
        {"date": "2026-11-23T09:00:14.000Z", "message": "Answered by the other side"},
        {"date": "2026-11-23T09:00:20.000Z", "message": "Put on hold"},
        {"date": "2026-11-23T09:00:30.000Z", "message": "Taken off hold"},
        {"date": "2026-11-23T09:00:31.000Z", "message": "Asked for the invoice of May"},
        {"date": "2026-11-23T09:01:30.000Z", "message": "Call to the other side ended after 76 s"},
        {"date": "2026-11-23T09:01:31.000Z", "message": "Call ended"},
    ],
    "members": [CALLING, AGENT],
    "answeredById": "e2",
    "direction": "Incoming",
    "wasMissed": False,
    "id": session_id("a1", "generic", "leg-1"),
    "dateCreated": "2026-11-23T09:00:00.000Z",
    "dateLastModified": "2026-11-23T12:00:00.000Z",
}


def test_a_call_that_waits_in_a_queue_is_answered_and_held() -> None:
    store = new_book()

    assert life(store, GENERIC, QUEUED) == [
        "Ringing None None",
        "Passive None None",
        "Passive None Queued",
        "Ringing Active Ringing",
        "Connected Active Connected",
        "Hold Active Hold",
        "Connected Active Connected",
        "Connected Active Connected",
        "Passive None Disconnected",
        "Disconnected None Disconnected",
    ]
    assert only_document(store) == QUEUED_CALL


def test_one_array_tells_the_same_as_its_events_one_by_one() -> None:
    one_by_one = documents(take_all(new_book(), GENERIC, QUEUED))

    assert documents(take_all(new_book(), GENERIC, [b"[" + b",".join(QUEUED) + b"]"])) == one_by_one


def test_a_member_on_hold_is_shown_so() -> None:
    held = only_document(take_all(new_book(), GENERIC, QUEUED[:6]))

    assert [member["callState"] for member in held["members"]] == ["Hold", "Connected"]


def test_a_caller_who_gives_up_in_the_queue_was_missed() -> None:
    store = new_book()
    told = [*QUEUED[:3], as_json(generic_event("ended", 60, ending="completed"))]

    assert life(store, GENERIC, told)[-2:] == ["Passive None Queued", "Disconnected None Disconnected"]
    assert parts(only_document(store), "outcome", "wasMissed", "answeredById", "dateCompleted") == {
        "outcome": "Abandoned",
        "wasMissed": True,
        "dateCompleted": "2026-11-23T09:01:00.000Z",
    }


def test_a_call_that_is_answered_without_a_dialled_leg() -> None:
    told = body(
        generic_event("ringing", 0, **FROM_CALLER),
        generic_event("answered", 5, answeredById="e2", answeredByName="Anna at the desk"),
        generic_event("held", 6),
        generic_event("ended", 20, ending="completed", duration=15),
    )
    store = new_book()

    assert life(store, GENERIC, told) == [
        "Ringing None None",
        "Connected Active None",
        "Hold Active None",
        "Disconnected None None",
    ]
    document = only_document(store)
    assert parts(document, "outcome", "wasMissed", "answeredById", "answeredByName") == {
        "outcome": "Answered",
        "wasMissed": False,
        "answeredById": "e2",
        "answeredByName": "Anna at the desk",
    }
    assert story(document)[1] == "5: Answered by Anna at the desk"


def test_the_one_who_answers_a_plain_call_is_the_endpoint_called() -> None:
    told = body(generic_event("ringing", 0, **FROM_CALLER), generic_event("answered", 5))

    document = only_document(take_all(new_book(), GENERIC, told))

    assert parts(document, "answeredById", "answeredByName") == {"answeredById": "e1", "answeredByName": "Front desk"}


def test_an_outgoing_call_belongs_to_who_makes_it() -> None:
    outgoing = {"direction": "Outgoing", "from": ANNA, "to": CALLER, "destination": "00100"}
    told = body(
        generic_event("started", 0, **outgoing),
        generic_event("ringing", 1, **outgoing),
        generic_event("answered", 9, **outgoing),
        generic_event("ended", 30, ending="completed", duration=21, **outgoing),
    )
    store = new_book()

    assert life(store, GENERIC, told) == ["Ringing None None"] * 2 + ["Connected Active None", "Disconnected None None"]
    document = only_document(store)
    names = ("direction", "endpointId", "destination", "displayName", "outcome", "wasMissed", "answeredByName")
    assert parts(document, *names, "answeredById") == {
        "direction": "Outgoing",
        "endpointId": "e2",
        "destination": "00100",
        "displayName": CALLER,
        "outcome": "Answered",
        "wasMissed": False,
        "answeredByName": CALLER,
    }
    assert story(document) == [
        f"0: Call placed from {ANNA} to {CALLER}",
        f"1: Ringing {CALLER}",
        f"9: Answered by {CALLER}",
        "30: Call ended after 21 s",
    ]
    assert parts(document["members"][0], "endpointId", "role") == {"endpointId": "e2", "role": "Caller"}


def test_a_transfer_keeps_who_answered_first() -> None:
    told = body(
        generic_event("in-flow", 0, **FROM_CALLER),
        generic_event("answered", 2, "leg-2", parent="leg-1", to=ANNA),
        generic_event("ended", 30, "leg-2", parent="leg-1", ending="completed", duration=28),
        generic_event("answered", 35, "leg-3", parent="leg-1", to="+15035550199"),
        generic_event("ended", 80, "leg-3", parent="leg-1", ending="completed", duration=45),
        generic_event("ended", 81, ending="completed"),
    )

    document = only_document(take_all(new_book(), GENERIC, told))

    assert document["answeredByName"] == "Anna Berg"
    assert [member.get("identity") for member in document["members"]] == [CALLER, ANNA, "+15035550199"]


def test_the_senders_own_outcome_stands() -> None:
    told = body(
        generic_event("started", 0, **FROM_CALLER),
        generic_event("ringing", 1, "leg-2", parent="leg-1", to=ANNA),
        generic_event("ended", 20, "leg-2", parent="leg-1", ending="no-answer"),
        generic_event("ended", 50, ending="completed", outcome="Voicemail"),
    )

    document = only_document(take_all(new_book(), GENERIC, told))

    assert parts(document, "outcome", "wasMissed") == {"outcome": "Voicemail", "wasMissed": True}


def test_chats_and_faxes_are_sessions_too() -> None:
    for channel, outcome in {"Chat": "Completed", "Fax": "Received"}.items():
        told = body(
            generic_event("answered", 0, channel=channel.lower()), generic_event("ended", 9, ending="completed")
        )

        document = only_document(take_all(new_book(), GENERIC, told))

        assert parts(document, "channel", "outcome") == {"channel": channel, "outcome": outcome}


def test_what_is_said_later_counts_and_what_is_not_said_again_stays() -> None:
    told = body(
        generic_event("started", 0, fromName="Unknown", **FROM_CALLER),
        generic_event("in-flow", 2, fromName="Jane Doe"),
        generic_event("ringing", 1, fromName="Jane"),
    )

    document = only_document(take_all(new_book(), GENERIC, told))

    assert parts(document, "fromName", "fromAddress") == {"fromName": "Jane Doe", "fromAddress": CALLER}


def test_within_one_time_the_sequence_decides() -> None:
    held = generic_event("held", 5, sequence=7)
    resumed = generic_event("resumed", 5, sequence=8)

    for order in ([held, resumed], [resumed, held]):
        store = take_all(new_book(), GENERIC, body(generic_event("answered", 0), *order))

        assert only_document(store)["callState"] == "Connected"
        assert story(only_document(store))[1:] == ["5: Put on hold", "5: Taken off hold"]


def test_times_before_the_roots_are_the_sessions_beginning() -> None:
    told = body(generic_event("started", 5), generic_event("started", 3, "leg-2", parent="leg-1"))

    document = only_document(take_all(new_book(), GENERIC, told))

    assert document["dateCreated"] == "2026-11-23T09:00:03.000Z"
    assert document["id"] == session_id("a1", "generic", "leg-1")


def test_times_are_shown_to_the_millisecond() -> None:
    told = body(generic_event("started", 1.9999), generic_event("logged", 1.9991, message="first"))

    document = only_document(take_all(new_book(), GENERIC, told))

    assert document["dateCreated"] == "2026-11-23T09:00:01.999Z"
    assert {line["date"] for line in document["log"]} == {"2026-11-23T09:00:01.999Z"}


def test_a_wrong_event_of_an_array_does_not_stop_the_others() -> None:
    store = new_book()

    receipts = take(store, GENERIC, as_json([generic_event("started", 0), generic_event("flying", 1)]))

    assert [receipt.result for receipt in receipts] == ["taken", "quarantined"]
    assert len(documents(store)) == 1
    assert [entry.error for entry in quarantine_of(store)] == [receipts[1].error]
