"""The extensions of ListSessions: projection, zones, subaccounts, kinds, and cursors."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from support.sessions import NOON, keep, numbers, session

from switchbook.api.context import Context
from switchbook.api.sessions import list_sessions
from switchbook.api.types import ListSessions, SortOrders, extensions
from switchbook.errors import BadRequest
from switchbook.model.actor import EVERYTHING, Scope
from switchbook.model.answer import ListAnswer
from switchbook.model.directory import Account
from switchbook.model.query import Shelf
from switchbook.model.session import CallState, Channel, Direction, Member
from switchbook.stores.contract import JournalEntry, Ledger, Store

Asking = Callable[..., Context]


def documents(answer: ListAnswer) -> list[bytes]:
    """The documents of an answer."""
    return [document for batch in answer.batches for document in batch]


def found(context: Context, **asked: object) -> list[int]:
    """The numbers of the sessions that a request finds."""
    return numbers(documents(list_sessions(ListSessions(**asked), context)))  # type: ignore[arg-type] # members by name


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"channels": ("chat",)}, [2]),
        ({"channels": ("Voice", "2")}, [3, 1]),
        ({"directions": ("OUTGOING",)}, [3]),
        ({"call_states": ("Hold",)}, [2]),
        ({"outcomes": ("COMPLETED", "_")}, [3, 1]),
        ({"outcomes": (None,)}, []),
        ({"was_missed": True}, [2]),
        ({"was_missed": False}, [3, 1]),
        ({"ended": True}, [1]),
        ({"text": " ann "}, [2, 1]),
        ({"text": "555-10"}, [3]),
        ({"text": "works"}, [3, 2, 1]),
        ({"number": "555-1099"}, [3]),
        ({"number": " 555 "}, [3]),
        ({"number": "Joanne"}, []),
        ({"involved_endpoint_ids": ("e1",)}, [3, 2, 1]),
        ({"involved_endpoint_ids": ("e1",), "endpoint_ids": ("e1",)}, [1]),
        ({"involved_endpoint_ids": ("e1",), "endpoint_ids": ("e2",)}, [2]),
        ({"involved_endpoint_ids": ("e2", "e3"), "search_all": True}, [4, 2]),
        ({"involved_endpoint_ids": ("E1", None)}, []),
        ({"min_duration": 60}, [2, 1]),
        ({"min_duration": 61}, [2]),
        ({"max_duration": 60}, [1]),
        ({"modified_after": "2026-05-09T12:30:00Z"}, [3]),
        ({"weekdays": ("saturday", "6")}, [3, 2, 1]),
        ({"weekdays": ("Sunday",)}, []),
        ({"weekdays": ("Sunday",), "time_zone": "Pacific/Auckland"}, [3, 2, 1]),
        ({"hours": ("11", "12")}, [3, 2, 1]),
        ({"hours": ("14",), "weekdays": ("5",), "time_zone": "Europe/Berlin"}, [3, 2, 1]),
        ({"hours": ("12",), "time_zone": "Europe/Berlin"}, []),
        ({"time_zone": "Asia/Tokyo", "start_date": "2026-05-10"}, []),
        ({"time_zone": "Pacific/Auckland", "start_date": "2026-05-10"}, [3, 2, 1]),
        ({"search_all": True}, [4, 3, 2, 1]),
        ({"search_all": True, "search_archive": True, "ended": True}, [4, 1]),
    ],
)
def test_each_kind_narrows(store: Store, asking: Asking, asked: dict[str, object], expected: list[int]) -> None:
    store.write(lambda ledger: ledger.put_account(Account(id="a1", name="Ironworks"))).result()
    keep(
        store,
        session(
            1,
            endpoint_id="e1",
            ended=True,
            outcome="Completed",
            from_name="Anna",
            date_completed=NOON + timedelta(minutes=2),
        ),
        session(
            2,
            channel=Channel.Chat,
            outcome="Missed",
            was_missed=True,
            call_state=CallState.Hold,
            endpoint_id="e2",
            answered_by_id="e1",
            answered_by_name="Joanne",
            date_completed=NOON + timedelta(hours=2),
        ),
        session(
            3,
            channel=Channel.Fax,
            direction=Direction.Outgoing,
            to_address="+15035551099",
            date_last_modified=NOON + timedelta(hours=1),
            members=(Member(identity="Ann", endpoint_id="e1"), Member(identity="+15035551099")),
        ),
    )
    keep(store, session(4, "a2", ended=True, endpoint_id="e3"), shelf=Shelf.archive)

    assert found(asking(), **asked) == expected


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"channels": ("Telex",)}, "channels"),
        ({"directions": ("",)}, "directions"),
        ({"call_states": ("9",)}, "callStates"),
        ({"min_duration": -1}, "minDuration"),
        ({"max_duration": -1}, "maxDuration"),
        ({"modified_after": "lately"}, "modifiedAfter"),
        ({"weekdays": ("Caturday",)}, "weekdays"),
        ({"hours": ("24",)}, "hours"),
        ({"hours": ("noon",)}, "hours"),
        ({"time_zone": "Mars/Base"}, "timeZone"),
        ({"time_zone": "../etc/passwd"}, "timeZone"),
        ({"fields": ("id", "colour")}, "fields"),
        ({"fields": ("id", "-log")}, "fields"),
        ({"cursor": "*", "all": True}, "cursor"),
        ({"cursor": "*", "page": 1}, "page"),
        ({"cursor": "made up"}, "cursor"),
        ({"cursor": "é"}, "cursor"),
        ({"cursor": "AAAA"}, "cursor"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(asking: Asking, asked: dict[str, object], field: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        found(asking(), **asked)

    assert [error.field for error in refusal.value.errors] == [field]


def test_accounts_below_those_asked_for_are_meant_on_request_and_only_within_the_scope(
    store: Store, asking: Asking
) -> None:
    def tree(ledger: Ledger) -> None:
        for account_id, parent in (("a1", None), ("a2", "a1"), ("a3", "a2"), ("b1", None)):
            ledger.put_account(Account(id=account_id, name=account_id, parent_account_id=parent))

    store.write(tree).result()
    keep(store, session(1, "a1"), session(2, "a2"), session(3, "a3"), session(4, "b1"))
    limited = Scope(accounts=frozenset({"a1", "a3"}))

    assert found(asking(), account_ids=("a1",)) == [1]
    assert found(asking(), account_ids=("a1",), include_subaccounts=True) == [3, 2, 1]
    assert found(asking(limited), account_ids=("a1",), include_subaccounts=True) == [3, 1]


def test_only_the_members_asked_for_are_answered_as_they_stand(store: Store, asking: Asking) -> None:
    keep(store, session(1, from_address='a "quoted" \u007f one', ended=True), log=["a line"])
    (whole,) = documents(list_sessions(ListSessions(), asking()))
    (cut,) = documents(list_sessions(ListSessions(fields=("FROMADDRESS", "id")), asking()))
    (without,) = documents(list_sessions(ListSessions(fields=("-log", "-members")), asking()))

    assert list(json.loads(cut)) == ["fromAddress", "id"]
    assert cut[1:-1].split(b',"id"')[0] in whole
    assert json.loads(without) == {k: v for k, v in json.loads(whole).items() if k not in ("log", "members")}


def walked(context: Context, between: Callable[[], object] = lambda: None, **asked: object) -> list[int]:
    """What a walk from cursor to cursor finds, with something done between pages."""
    cursor: str | None = "*"
    told: list[int] = []
    while cursor is not None:
        answer = list_sessions(ListSessions(cursor=cursor, count_per_page=3, **asked), context)  # type: ignore[arg-type] # members by name
        told += numbers(documents(answer))
        assert answer.has_more_pages is (answer.next_cursor is not None)
        cursor = answer.next_cursor
        between()
    return told


def test_a_walk_sees_each_session_once_whatever_comes_meanwhile(store: Store, asking: Asking) -> None:
    keep(store, *(session(n, date_created=NOON + timedelta(minutes=n // 4)) for n in range(20)))
    coming = iter(range(100, 200))

    def arrive() -> None:
        number = next(coming)
        keep(store, session(number, date_created=NOON + timedelta(hours=1)))
        keep(store, session(number + 1000, date_created=NOON - timedelta(hours=1)))

    assert [n for n in walked(asking(), arrive) if n < 100] == list(reversed(range(20)))
    assert [n for n in walked(asking(), sort_field="dateCreated") if n < 100] == list(range(20))
    assert sorted(walked(asking(), sort_field="displayName")) == sorted(walked(asking(), sort_field="outcome"))


def test_a_walk_goes_on_after_texts_of_any_length(store: Store, asking: Asking) -> None:
    keep(store, *(session(n, from_name="\U0001f600" * 3_000 + str(9 - n)) for n in range(9)))

    assert walked(asking(), sort_field="fromName") == list(range(9))
    cursor = list_sessions(ListSessions(cursor="*", count_per_page=3, sort_field="fromName"), asking()).next_cursor
    assert cursor is not None
    assert len(cursor) <= 1_200


def test_a_cursor_is_good_for_its_own_question_and_asker_alone(store: Store, asking: Asking) -> None:
    keep(store, *(session(n) for n in range(9)))
    first = ListSessions(cursor="*", count_per_page=2, account_ids=("a1",))
    cursor = list_sessions(first, asking()).next_cursor or ""
    others = [
        ListSessions(cursor=cursor),
        ListSessions(cursor=cursor, account_ids=("a1",), sort_order=SortOrders.Ascend),
        ListSessions(cursor=cursor, account_ids=("a1",), text="a"),
        ListSessions(cursor=cursor[:-1], account_ids=("a1",)),
        ListSessions(cursor="A" + cursor[1:], account_ids=("a1",)),
    ]

    again = list_sessions(ListSessions(cursor=cursor, account_ids=("a1",), count_per_page=5), asking())
    assert numbers(documents(again)) == [6, 5, 4, 3, 2]
    for request in others:
        with pytest.raises(BadRequest):
            list_sessions(request, asking(EVERYTHING))
    with pytest.raises(BadRequest):
        list_sessions(ListSessions(cursor=cursor, account_ids=("a1",)), asking(Scope(accounts=frozenset({"a1"}))))


def test_extensions_are_marked() -> None:
    assert {"cursor", "searchAll", "fields", "text"} < extensions(ListSessions)
    assert extensions(ListSessions).isdisjoint({"from", "log", "page", "accountIds"})


def test_a_call_leads_to_its_session_within_the_scope_and_the_other_filters(store: Store, asking: Asking) -> None:
    keep(store, session(1), session(2), session(3, "a2"))

    def work(ledger: Ledger) -> None:
        for number, account in ((1, "a1"), (3, "a2")):
            told = JournalEntry(
                account_id=account,
                source="twilio",
                received=NOON,
                key=bytes([number]) * 16,
                digest=bytes([number]) * 16,
                content_type="text/plain",
                payload=b"",
            )
            ledger.append(told)
            ledger.bind_leg(account, "twilio", "CA1", session(number, account).id)

    store.write(work).result()

    assert found(asking(), call_sid=" CA1 ") == [3, 1]
    assert found(asking(Scope(accounts=frozenset({"a1"}))), call_sid="CA1") == [1]
    assert found(asking(), call_sid="CA1", specific_ids=(session(2).id,)) == []
    assert found(asking(), call_sid="CA2") == []
