"""ServiceStack's own clients read what is around the list of sessions, and delete a range of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from clients.foreign import ForeignClient, JavaScriptClient, Node, PythonClient, Refused
from support.program import Program
from support.sessions import keep, numbered, session
from support.small_book import ANN, PASSWORD, Book, fill

from switchbook.ingest import Reading
from switchbook.model.directory import Account, Endpoint
from switchbook.model.event import Event, Facts, FileFacts, FileTold, LegAnswered, MessageFacts, MessageTold
from switchbook.model.query import Shelf
from switchbook.model.session import Channel, Direction
from switchbook.recorder import take
from switchbook.stores import sqlite
from switchbook.stores.contract import Store

NOW = datetime.now(UTC).replace(microsecond=0)
CALLER, OURS = "+18145550100", "+15035550177"


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Book, dict[str, str]]]:
    """The small book with a call, chats and files more, served; the ids of those sessions, by what they are."""
    program = Program(tmp_path_factory.mktemp("busy"))
    key = fill(program)
    store = sqlite.open_store(program.data)
    ids = _more(store)
    store.close()
    with program.serving() as server:
        yield Book(server.url, key), ids


def _more(store: Store) -> dict[str, str]:
    """A call to Ann with a recording, two chats a week apart, and two accounts of sessions long over."""
    ann = Endpoint(id="ann", account_id="north", name="Ann", type="User", address=f"client:{ANN}")
    store.write(lambda ledger: ledger.put_endpoint(ann)).result()
    told = Facts(direction=Direction.Incoming, from_address=CALLER, to_address=OURS, endpoint_id="ann", call_sid="CA1")
    said = FileFacts(type="CallRecording", uri="https://r.example/1", seconds=12)
    for account in ("old-python", "old-javascript"):
        store.write(lambda ledger, each=account: ledger.put_account(Account(id=each, name=each))).result()
    for number, account in ((901, "old-python"), (902, "old-javascript")):
        keep(store, session(number, account, ended=True))
        keep(store, session(number + 10, account, ended=True), shelf=Shelf.archive)
    return {
        "call": _take(
            store,
            LegAnswered(leg="call", at=NOW - timedelta(hours=1), facts=told),
            FileTold(file="RE1", leg="call", at=NOW - timedelta(minutes=30), said=said),
        ),
        "old": _take(store, _message("Hello", NOW - timedelta(days=7))),
        "chat": _take(store, _message("Grüße & mehr", NOW, media=(("https://m.example/1", "image/png"),))),
    }


def _message(text: str, at: datetime, media: tuple[tuple[str, str], ...] | None = None) -> MessageTold:
    facts = Facts(channel=Channel.Chat, direction=Direction.Incoming, from_address=CALLER, to_address=OURS)
    said = MessageFacts(direction=Direction.Incoming, sender=CALLER, recipient=OURS, text=text, media=media)
    return MessageTold(message=text, conversation="both", at=at, facts=facts, said=said)


def _take(store: Store, *events: Event) -> str:
    reading = Reading(payload=repr(events).encode(), key=(repr(events),), events=events)
    return store.write(lambda ledger: take(ledger, "test", "north", reading, "", NOW)).result().session_id or ""


@pytest.fixture(params=["python", pytest.param("javascript", marks=pytest.mark.slow)])
def client(request: pytest.FixtureRequest, busy: tuple[Book, dict[str, str]]) -> ForeignClient:
    """Each of the two, signed in as Ann."""
    book, _ = busy
    made: ForeignClient
    if request.param == "python":
        made = PythonClient(book.url, request.getfixturevalue("python_types"))
    else:
        node: Node = request.getfixturevalue("node")
        made = JavaScriptClient(node, book.url, request.getfixturevalue("javascript_types"))
    made.sign_in(ANN, PASSWORD)
    return made


@pytest.fixture
def ids(busy: tuple[Book, dict[str, str]]) -> dict[str, str]:
    """The ids of the sessions, by what they are."""
    return busy[1]


@pytest.mark.parametrize("name", ["GetMySessions", "GetActiveSessions"])
def test_the_active_sessions_of_a_login(client: ForeignClient, ids: dict[str, str], name: str) -> None:
    (active,) = client.call(name)["sessions"]

    assert (active["id"], active["callState"], active["endpointName"]) == (ids["call"], "Connected", "Ann")


def test_calls_under_way(client: ForeignClient) -> None:
    call = client.call("GetActiveCalls", accountId="north")["calls"][0]

    assert (call["sid"], call["status"], call["direction"], call["from"]) == ("CA1", "in-progress", "inbound", CALLER)
    assert call["fromFormatted"] == "(814) 555-0100"


def test_a_transcript_with_what_was_written_before(client: ForeignClient, ids: dict[str, str]) -> None:
    alone = client.call("GetChatTranscript", sessionId=ids["chat"])["messages"]
    both = client.call("GetChatTranscript", sessionId=ids["chat"], includeHistorical=True)["messages"]

    assert [(each["body"], each["from"]) for each in alone] == [("Grüße & mehr", CALLER)]
    assert (alone[0]["mediaUri"], alone[0]["mediaContentType"]) == ("https://m.example/1", "image/png")
    assert [each["body"] for each in both] == ["Hello", "Grüße & mehr"]


def test_files(client: ForeignClient, ids: dict[str, str]) -> None:
    answer = client.call("ListFiles", sessionId=ids["call"], accountIds=["north"])

    assert (answer["totalCount"], answer["hasMorePages"]) == (1, False)
    (file,) = answer["items"]
    assert (file["type"], file["uri"], file["recordingDuration"]) == ("CallRecording", "https://r.example/1", 12)
    with pytest.raises(Refused) as told:
        client.call("ListFiles", accountIds=["north"])
    assert [fault.field for fault in told.value.faults] == ["sessionId"]


def test_members(client: ForeignClient, ids: dict[str, str]) -> None:
    (member,) = client.call("GetSessionMembers", sessionId=ids["call"])["members"]

    assert (member["identity"], member["role"], member["callSid"]) == (CALLER, "Caller", "CA1")


def test_the_lists_of_a_portal(client: ForeignClient, ids: dict[str, str]) -> None:
    active = client.call("AppGetActiveSessions", accountId="north", startDate=NOW.date().isoformat())["sessions"]
    calls = client.call("AppGetCallHistory", accountId="north", countPerPage=3)

    assert ids["chat"] in [each["id"] for each in active]
    assert [each["id"] for each in calls["items"]] == [numbered(26), numbered(32), numbered(31)]
    assert calls["hasMorePages"] is True


def test_a_range_is_deleted(client: ForeignClient) -> None:
    account = "old-python" if isinstance(client, PythonClient) else "old-javascript"
    asked = {"accountId": account, "startDateTime": "2026-05-01T00:00:00Z", "endDateTime": "2026-06-01T00:00:00Z"}
    assert client.call("AppGetCallHistory", accountId=account)["totalCount"] == 2
    with pytest.raises(Refused) as told:
        client.call("DeleteSessions", accountId=account)
    assert [fault.field for fault in told.value.faults] == ["startDateTime", "endDateTime"]

    assert client.call("DeleteSessions", **asked) == {}

    assert client.call("AppGetCallHistory", accountId=account)["totalCount"] == 0
