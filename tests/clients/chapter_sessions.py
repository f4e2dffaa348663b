"""Chapters on calls and chats: made, acted on, listed, and gone."""

from __future__ import annotations

from clients.chapters import calls, ids, new_account, refused
from clients.foreign import ForeignClient, Wire
from clients.open_book import OpenBook
from support.small_book import ANN


def new_call(client: ForeignClient, account_id: str, **given: object) -> Wire:
    """A call that comes in."""
    parties = {"direction": "Incoming", "fromAddress": "+18145550100", "toAddress": "+15035551234"}
    return client.call("NewSession", accountId=account_id, **{**parties, **given})


@calls(
    *("NewAccount", "NewSession", "GetSession", "PatchSession", "AppendSessionLog", "ListSessions"),
    *("HoldSession", "EndSession", "GetSessionMembers", "AppGetCallHistory"),
)
def a_call(client: ForeignClient, book: OpenBook) -> None:
    """A call is made, noted, held, taken off hold and ended."""
    account_id = new_account(client)
    made = new_call(client, account_id, fromName="Jane", consoleData='{"note": "±"}')
    session_id = made["id"]

    held = client.call("HoldSession", sessionId=session_id, reason="Transferring")
    back = client.call("PatchSession", sessionId=session_id, callState="Connected", consoleData="")
    noted = client.call("AppendSessionLog", sessionId=session_id, text="asked, “50% off?”")

    assert (made["channel"], made["direction"], made["fromName"], made["ended"]) == ("Voice", "Incoming", "Jane", False)
    assert made["consoleData"] == '{"note": "±"}'
    assert [member["callState"] for member in held["members"]] == ["Hold"]
    assert [line["message"] for line in held["log"]][-1].endswith(" for a transfer")
    assert (back["callState"], back["members"][0]["callState"]) == ("Connected", "Connected")
    assert "consoleData" not in back
    assert any("asked, “50% off?”" in line["message"] for line in noted["log"])
    assert client.call("GetSession", sessionId=session_id) == noted
    assert client.call("ListSessions", accountIds=[account_id], specificIds=[session_id])["items"] == [noted]
    assert client.call("GetSessionMembers", sessionId=session_id) == {"members": noted["members"]}
    assert refused(client, "AppendSessionLog", sessionId=session_id) == (400, "ArgumentException", ["text"])
    assert refused(client, "HoldSession", sessionId=book.carried)[:2] == (501, "NotImplementedException")
    assert ids(client.call("AppGetCallHistory", accountId=account_id)) == []
    assert client.call("EndSession", sessionId=session_id) == {}
    assert [item["ended"] for item in client.call("AppGetCallHistory", accountId=account_id)["items"]] == [True]


@calls(
    *("NewAccount", "NewSession", "RedirectSession", "RejectSession", "RecordSession", "GetSession", "ListFiles"),
    "NewOutgoingSession",
)
def calls_that_are_passed_on(client: ForeignClient, _book: OpenBook) -> None:
    """A call is turned down, another recorded and passed on, and none is placed where no carrier is."""
    account_id = new_account(client)
    turned_down, passed_on = (new_call(client, account_id)["id"] for _ in range(2))

    assert client.call("RejectSession", sessionId=turned_down) == {}
    assert client.call("RecordSession", sessionId=passed_on) == {}
    assert client.call("RedirectSession", sessionId=passed_on, destination="4001") == {}

    assert client.call("GetSession", sessionId=turned_down)["outcome"] == "Rejected"
    assert client.call("GetSession", sessionId=passed_on)["destination"] == "4001"
    files = client.call("ListFiles", accountIds=[account_id], sessionId=passed_on)
    assert [(item["type"], item["sessionId"]) for item in files["items"]] == [("CallRecording", passed_on)]
    assert refused(client, "RedirectSession", sessionId=passed_on) == (400, "ArgumentException", ["destination"])
    assert refused(client, "NewOutgoingSession", numberToDial="+18145550100")[0] == 501
    assert refused(client, "NewOutgoingSession") == (400, "ArgumentException", ["numberToDial"])


@calls("NewAccount", "NewSession", "ConferenceSession", "AddConferenceMember", "PatchConferenceMember")
def a_conference(client: ForeignClient, _book: OpenBook) -> None:
    """A call becomes a conference, whose members are called in, muted and held."""
    session_id = new_call(client, new_account(client))["id"]

    meeting = client.call("ConferenceSession", sessionId=session_id)
    joined = client.call("AddConferenceMember", sessionId=session_id, destination="+18145550177")
    call_sid = joined["members"][-1]["callSid"]
    muted = client.call("PatchConferenceMember", sessionId=session_id, callSid=call_sid, muted=True, hold=True)

    assert joined["conferenceSid"] == meeting["conferenceSid"]
    assert (joined["members"][-1]["identity"], joined["members"][-1]["callState"]) == ("+18145550177", "Ringing")
    assert (muted["members"][-1]["muted"], muted["members"][-1]["callState"]) == (True, "Hold")
    assert refused(client, "PatchConferenceMember", sessionId=session_id, callSid="CA9", muted=True)[::2] == (
        400,
        ["callSid"],
    )


@calls(
    *("NewAccount", "BuyPhoneNumber", "SendMessage", "InviteChatMember", "DeleteChatMember", "GetChatTranscript"),
    *("GetSessionMessages", "GetSession"),
)
def a_chat(client: ForeignClient, _book: OpenBook) -> None:
    """A chat begins with a message, goes on, and has a guest."""
    account_id = new_account(client)
    endpoint_id = client.call("BuyPhoneNumber", accountId=account_id, number="+15035550142")["id"]
    first = client.call("SendMessage", endpointId=endpoint_id, toAddress="+18145550100", body="Grüße & more")
    session_id = first["sessionId"]

    second = client.call("SendMessage", sessionId=session_id, body="Still there?")
    invited = client.call("InviteChatMember", sessionId=session_id, memberToAdd="jane@example.org")
    left = client.call("DeleteChatMember", sessionId=session_id, memberId="jane@example.org")

    assert (first["direction"], first["otherAddress"], first["text"]) == ("Outgoing", "+18145550100", "Grüße & more")
    assert second["sessionId"] == session_id
    assert invited["members"][-1]["identity"] == "jane@example.org"
    assert len(left["members"]) == len(invited["members"]) - 1
    assert client.call("GetSession", sessionId=session_id)["channel"] == "Chat"
    transcript = client.call("GetChatTranscript", sessionId=session_id, includeHistorical=True)
    assert [line["body"] for line in transcript["messages"]] == ["Grüße & more", "Still there?"]
    messages = client.call("GetSessionMessages", sessionId=session_id)["messages"]
    assert [message["id"] for message in messages] == [first["id"], second["id"]]
    assert refused(client, "SendMessage", sessionId=session_id, body="") == (400, "ArgumentException", ["body"])


@calls(
    *("NewAccount", "NewUserEndpoint", "NewSession", "GetMySessions", "GetActiveSessions", "AppGetActiveSessions"),
    "GetActiveCalls",
)
def what_is_under_way(client: ForeignClient, _book: OpenBook) -> None:
    """What is under way is told as sessions, one's own and an account's, and as calls."""
    account_id = new_account(client)
    endpoint = client.call("NewUserEndpoint", accountId=account_id, displayName="Ann", userEmailAddress=ANN)
    session = new_call(client, account_id, endpointId=endpoint["id"], callSid="CA" + "7" * 32)

    assert session["id"] in [each["id"] for each in client.call("GetMySessions")["sessions"]]
    assert session["id"] in [each["id"] for each in client.call("GetActiveSessions")["sessions"]]
    assert client.call("AppGetActiveSessions", accountId=account_id) == {"sessions": [session]}
    (call,) = client.call("GetActiveCalls", accountId=account_id)["calls"]
    assert (call["sid"], call["from"], call["to"]) == ("CA" + "7" * 32, "+18145550100", "+15035551234")


@calls("NewAccount", "NewSession", "EndSession", "DeleteSessions", "ListSessionChanges", "ListSessions")
def sessions_deleted(client: ForeignClient, _book: OpenBook) -> None:
    """Ended sessions of a time are counted, then deleted; who follows changes is told."""
    account_id = new_account(client)
    session_id = new_call(client, account_id)["id"]
    client.call("EndSession", sessionId=session_id)
    known = client.call("ListSessionChanges", accountIds=[account_id])
    asked = {"accountId": account_id, "startDateTime": "2020-01-01T00:00:00Z", "endDateTime": "2099-01-01"}

    counted = client.call("DeleteSessions", **asked, dryRun=True)
    assert counted == {"matching": 1, "deleted": 0, "leftRunning": 0}
    assert client.call("DeleteSessions", **asked) == {}

    assert [(change["kind"], change["session"]["id"]) for change in known["items"]] == [("changed", session_id)]
    after = client.call("ListSessionChanges", accountIds=[account_id], after=known["next"])
    assert [(change["kind"], change["sessionId"]) for change in after["items"]] == [("deleted", session_id)]
    assert client.call("ListSessions", accountIds=[account_id])["totalCount"] == 0
    assert refused(client, "DeleteSessions", accountId=account_id)[0] == 400


@calls("NewAccount", "NewSession", "EndSession", "SummarizeSessions")
def sessions_in_figures(client: ForeignClient, _book: OpenBook) -> None:
    """The sessions of an account are told in figures."""
    account_id = new_account(client)
    over, _ = (new_call(client, account_id)["id"] for _ in range(2))
    client.call("EndSession", sessionId=over)

    told = client.call("SummarizeSessions", accountIds=[account_id], directions=["Incoming"], top=3)

    assert (told["figures"]["sessions"], told["figures"]["running"]) == (2, 1)
    assert [(share["id"], share["sessions"]) for share in told["accounts"]] == [(account_id, 2)]
    assert sum(day["sessions"] for day in told["days"]) == sum(hour["sessions"] for hour in told["hours"]) == 2
    assert refused(client, "SummarizeSessions", timeZone="Moon")[::2] == (400, ["timeZone"])


@calls("NewAccount", "NewSession", "HoldSession", "EndSession", "GetSessionTimeline", "ListSessionEvents")
def how_it_went(client: ForeignClient, _book: OpenBook) -> None:
    """A call is held and ended; its timeline and what was delivered about it tell so."""
    session_id = new_call(client, new_account(client))["id"]
    client.call("HoldSession", sessionId=session_id)
    client.call("EndSession", sessionId=session_id)

    told = client.call("GetSessionTimeline", sessionId=session_id)
    events = client.call("ListSessionEvents", sessionId=session_id)

    assert (told["sessionId"], told["complete"]) == (session_id, True)
    assert [(lane["identity"], lane["role"]) for lane in told["lanes"]] == [("+18145550100", "Caller")]
    assert told["end"] >= told["lanes"][0]["spans"][-1]["end"] >= told["begin"]
    assert "held" in {span["kind"] for span in told["lanes"][0]["spans"]}
    assert {item["source"] for item in events["items"]} == {"api"}
    assert "LegHeld" in {event["kind"] for item in events["items"] for event in item["events"]}
    assert all(item["payload"] and item["received"] for item in events["items"])
    assert refused(client, "GetSessionTimeline", sessionId="0" * 24)[0] == 404
