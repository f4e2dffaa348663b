"""Whole calls as Twilio's status callbacks tell them, from the first ring to the record (all constructed)."""

from __future__ import annotations

from itertools import permutations

from support.callbacks import ANNA, CALLER, CHILD, FRONT_DESK, PARENT, child_callback, parent_callback
from support.recording import documents, life, new_book, only_document, parts, story, take_all

from switchbook.ingest.twilio import Twilio
from switchbook.model.identity import session_id

TWILIO = Twilio()
SESSION = session_id("a1", "twilio", PARENT)

ANSWERED = [
    parent_callback("ringing", 0, 0, CallerName="Jane Doe"),
    parent_callback("in-progress", 1, 1),
    child_callback("initiated", 2, 0),
    child_callback("ringing", 3, 1),
    child_callback("in-progress", 8, 2),
    child_callback("completed", 50, 3, CallDuration=42),
    parent_callback("completed", 51, 2, CallDuration=50),
]
UNANSWERED = [
    parent_callback("in-progress", 0, 0),
    child_callback("initiated", 1, 0),
    child_callback("ringing", 2, 1),
    child_callback("no-answer", 22, 2),
    parent_callback("completed", 40, 1, CallDuration=40),
]
RESULT = ("ended", "outcome", "wasMissed", "direction", "answeredById", "answeredByName", "dateCompleted")


CALLING = {
    "identity": CALLER,
    "displayName": "Jane Doe",
    "isOriginalMember": True,
    "applicationData": {},
    "callState": "None",
    "role": "Caller",
    "callSid": PARENT,
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
    "callSid": CHILD,
    "muted": False,
}
ANSWERED_CALL = {
    "dialState": "None",
    "callState": "Disconnected",
    "queueState": "None",
    "accountId": "a1",
    "accountName": "Acme Telephony",
    "customerId": "c1",
    "customerBreadcrumb": [{"id": "c0", "name": "Region North"}, {"id": "c1", "name": "Acme Dental"}],
    "customerName": "Acme Dental",
    "endpointId": "e1",
    "endpointName": "Front desk",
    "dateCompleted": "2026-11-23T09:00:51.000Z",
    "toAddress": FRONT_DESK,
    "fromAddress": CALLER,
    "fromName": "Jane Doe",
    "answeredByName": "Anna Berg",
    "channel": "Voice",
    "ended": True,
    "outcome": "Answered",
    "callSid": PARENT,
    "holdReason": "None",
    "displayName": "Jane Doe",
    "log": [
        {"date": "2026-11-23T09:00:00.000Z", "message": f"Call ringing from {CALLER} to {FRONT_DESK}"},
        {"date": "2026-11-23T09:00:01.000Z", "message": "Call taken by the flow"},
        {"date": "2026-11-23T09:00:02.000Z", "message": "Dialling Anna Berg"},
        {"date": "2026-11-23T09:00:03.000Z", "message": "Ringing Anna Berg"},
        {"date": "2026-11-23T09:00:08.000Z", "message": "Answered by Anna Berg"},
        {"date": "2026-11-23T09:00:50.000Z", "message": "Call to Anna Berg ended after 42 s"},
        {"date": "2026-11-23T09:00:51.000Z", "message": "Call ended after 50 s"},
    ],
    "members": [CALLING, AGENT],
    "answeredById": "e2",
    "direction": "Incoming",
    "wasMissed": False,
    "id": SESSION,
    "dateCreated": "2026-11-23T09:00:00.000Z",
    "dateLastModified": "2026-11-23T12:00:00.000Z",
}


def test_a_call_that_a_dialled_person_answers() -> None:
    store = new_book()

    assert life(store, TWILIO, ANSWERED) == [
        "Ringing None None",
        "Passive None None",
        "Ringing Active None",
        "Ringing Active None",
        "Connected Active None",
        "Passive None None",
        "Disconnected None None",
    ]
    assert only_document(store) == ANSWERED_CALL


def test_members_stand_where_their_legs_do() -> None:
    def members(count: int) -> list[str]:
        document = only_document(take_all(new_book(), TWILIO, ANSWERED[:count]))
        return [member["callState"] for member in document["members"]]

    assert [members(count) for count in range(1, 8)] == [
        ["Ringing"],
        ["Connected"],
        ["Connected", "Ringing"],
        ["Connected", "Ringing"],
        ["Connected", "Connected"],
        ["Connected", "None"],
        ["None", "None"],
    ]


def test_an_answer_that_was_never_reported_follows_from_the_end() -> None:
    document = only_document(take_all(new_book(), TWILIO, [*ANSWERED[:4], *ANSWERED[5:]]))

    assert parts(document, "outcome", "wasMissed", "answeredById", "answeredByName") == {
        "outcome": "Answered",
        "wasMissed": False,
        "answeredById": "e2",
        "answeredByName": "Anna Berg",
    }


def test_a_call_that_nobody_answers_is_missed() -> None:
    store = new_book()

    assert life(store, TWILIO, UNANSWERED) == [
        "Passive None None",
        "Ringing Active None",
        "Ringing Active None",
        "Passive None None",
        "Disconnected None None",
    ]
    document = only_document(store)
    assert parts(document, *RESULT) == {
        "ended": True,
        "outcome": "Missed",
        "wasMissed": True,
        "direction": "Incoming",
        "dateCompleted": "2026-11-23T09:00:40.000Z",
    }
    assert story(document)[3:] == ["22: Call to Anna Berg was not answered", "40: Call ended after 40 s"]


def test_a_call_to_a_busy_line_is_missed() -> None:
    store = new_book()
    told = [*UNANSWERED[:2], child_callback("busy", 3, 1), parent_callback("completed", 4, 1)]

    assert life(store, TWILIO, told)[-2:] == ["Passive None None", "Disconnected None None"]
    document = only_document(store)
    assert parts(document, *RESULT[1:3]) == {"outcome": "Missed", "wasMissed": True}
    assert story(document)[2:] == ["3: Call to Anna Berg met a busy line", "4: Call ended"]


def test_a_caller_who_hangs_up_while_it_rings_was_missed() -> None:
    store = new_book()
    told = [*UNANSWERED[:3], parent_callback("completed", 9, 1, CallDuration=9), child_callback("canceled", 9, 2)]

    assert life(store, TWILIO, told)[-2:] == ["Disconnected None None"] * 2
    document = only_document(store)
    assert parts(document, *RESULT[1:3]) == {"outcome": "Missed", "wasMissed": True}
    assert sorted(story(document)[3:]) == [
        "9: Call ended after 9 s",
        "9: Call to Anna Berg was cancelled before an answer",
    ]


def test_a_call_for_which_nobody_was_dialled_is_completed_and_not_missed() -> None:
    store = new_book()
    told = [
        parent_callback("ringing", 0, 0),
        parent_callback("in-progress", 1, 1),
        parent_callback("completed", 20, 2, CallDuration=19),
    ]

    assert life(store, TWILIO, told) == ["Ringing None None", "Passive None None", "Disconnected None None"]
    assert parts(only_document(store), *RESULT) == {
        "ended": True,
        "outcome": "Completed",
        "wasMissed": False,
        "direction": "Incoming",
        "dateCompleted": "2026-11-23T09:00:20.000Z",
    }


def test_a_call_that_the_flow_refused_as_busy_is_missed() -> None:
    document = only_document(take_all(new_book(), TWILIO, [parent_callback("busy", 1, 1)]))

    assert parts(document, "outcome", "wasMissed") == {"outcome": "Busy", "wasMissed": True}


def test_a_dialled_leg_that_comes_before_its_parent_is_in_the_parents_session() -> None:
    store = new_book()

    assert life(store, TWILIO, ANSWERED[2:5]) == ["Ringing Active None", "Ringing Active None", "Connected Active None"]
    before = only_document(store)
    assert parts(before, "id", "callSid", "answeredById", "dateCreated") == {
        "id": SESSION,
        "callSid": CHILD,
        "answeredById": "e2",
        "dateCreated": "2026-11-23T09:00:02.000Z",
    }
    assert "endpointId" not in before

    take_all(store, TWILIO, [*ANSWERED[:2], *ANSWERED[5:]])

    assert documents(store) == documents(take_all(new_book(), TWILIO, ANSWERED))


def test_a_session_whose_dialled_leg_ended_first_goes_on_once_its_parent_is_heard_of() -> None:
    store = new_book()

    assert life(store, TWILIO, [ANSWERED[5], ANSWERED[1], ANSWERED[6]]) == [
        "Disconnected None None",
        "Passive None None",
        "Disconnected None None",
    ]


def test_a_late_report_never_leaves_the_end() -> None:
    store = new_book()

    assert life(store, TWILIO, [ANSWERED[6], *ANSWERED[:6]]) == ["Disconnected None None"] * 7
    assert documents(store) == documents(take_all(new_book(), TWILIO, ANSWERED))


def test_a_short_call_is_the_same_in_every_order() -> None:
    told = [ANSWERED[1], ANSWERED[4], ANSWERED[5], ANSWERED[6]]
    expected = documents(take_all(new_book(), TWILIO, told))

    assert all(documents(take_all(new_book(), TWILIO, order)) == expected for order in permutations(told))


def test_of_two_ends_the_later_in_sequence_counts() -> None:
    told = [parent_callback("no-answer", 30, 2), parent_callback("completed", 20, 3)]

    for order in permutations(told):
        document = only_document(take_all(new_book(), TWILIO, order))

        assert parts(document, "outcome", "dateCompleted") == {
            "outcome": "Completed",
            "dateCompleted": "2026-11-23T09:00:20.000Z",
        }


def test_a_call_made_through_the_api_is_outgoing() -> None:
    made = {"Direction": "outbound-api", "From": FRONT_DESK, "To": CALLER, "Caller": FRONT_DESK, "Called": CALLER}
    store = new_book()
    told = [
        parent_callback("initiated", 0, 0, **made),
        parent_callback("ringing", 1, 1, **made),
        parent_callback("in-progress", 9, 2, **made),
        parent_callback("completed", 30, 3, CallDuration=21, **made),
    ]

    assert life(store, TWILIO, told) == ["Ringing None None"] * 2 + ["Passive None None", "Disconnected None None"]
    document = only_document(store)
    assert parts(document, *RESULT, "endpointId", "destination", "displayName", "toAddress", "fromAddress") == {
        "ended": True,
        "outcome": "Completed",
        "wasMissed": False,
        "direction": "Outgoing",
        "dateCompleted": "2026-11-23T09:00:30.000Z",
        "endpointId": "e1",
        "destination": CALLER,
        "displayName": CALLER,
        "toAddress": CALLER,
        "fromAddress": FRONT_DESK,
    }
    assert story(document) == [
        f"0: Call placed from {FRONT_DESK} to {CALLER}",
        f"1: Ringing {CALLER}",
        "9: Call taken by the flow",
        "30: Call ended after 21 s",
    ]


def test_a_call_made_through_the_api_that_nobody_takes_is_not_missed() -> None:
    for status, outcome in [
        ("no-answer", "NoAnswer"),
        ("busy", "Busy"),
        ("failed", "Failed"),
        ("canceled", "Canceled"),
    ]:
        document = only_document(
            take_all(new_book(), TWILIO, [parent_callback(status, 9, 2, Direction="outbound-api")])
        )

        assert parts(document, "outcome", "wasMissed") == {"outcome": outcome, "wasMissed": False}


def test_a_call_to_a_number_that_the_directory_does_not_know_has_no_endpoint() -> None:
    document = only_document(take_all(new_book(), TWILIO, [parent_callback("ringing", 0, 0, To="+4930999", Called="")]))

    assert parts(document, "endpointId", "customerId", "customerBreadcrumb", "toAddress") == {
        "customerBreadcrumb": [],
        "toAddress": "+4930999",
    }
