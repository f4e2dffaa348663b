"""A small constructed book with awkward text, two users and a key, for clients that know nothing of how it is made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from support.program import Program
from support.sessions import keep, numbered, session

from switchbook.model.directory import Account, Customer, Endpoint
from switchbook.model.query import Shelf
from switchbook.model.session import CallState, Channel, Direction, Member, MemberCallState, MemberRole, QueueState
from switchbook.stores import sqlite
from switchbook.stores.contract import Ledger, Store

ANN, MAX = "ann@example.com", "max@example.com"
PASSWORD, PASSWORD_OF_MAX = "a long pass phrase", 'Käse: "日本" +&=%'
LIVE = 30
AWKWARD = 28
AWKWARD_FROM = "+1 (555)&=é?#日本"
AWKWARD_LOG = 'said "50% off", Grüße 日本語 +1 & = ? # /'
AWKWARD_ENDPOINT = "desk +1/é"


class Book(NamedTuple):
    """The book while it is served: Ann and the key see everything, Max sees account `south`."""

    url: str
    key: str


def fill(program: Program) -> str:
    """Write the book and its people; what the key is.

    Sessions 1 to 29 are of `north`, 30 is of `south`, 31 and 32 are in the archive. 26 happened two days later,
    28 is awkward, 29 has session 1 as parent.
    """
    store = sqlite.open_store(program.data)
    try:
        store.write(_found).result()
        _keep_sessions(store)
    finally:
        store.close()
    ann, limited = ("--email", ANN, "--role", "SystemAdministrator"), ("--email", MAX, "--role", "Manager")
    program.answer("users", "create", *ann, "--password-stdin", given=PASSWORD)
    program.answer("users", "create", *limited, "--accounts", "south", "--password-stdin", given=PASSWORD_OF_MAX)
    return str(program.answer("keys", "create", "--name", "clients", "--role", "SystemAdministrator")["key"])


def _found(ledger: Ledger) -> None:
    for account in ("north", "south"):
        ledger.put_account(Account(id=account, name=f"{account.title()} & Söhne"))
    ledger.put_customer(Customer(id="acme", account_id="north", name="Acme"))
    ledger.put_customer(Customer(id="works", account_id="north", name="Acme Works", parent_customer_id="acme"))
    ledger.put_endpoint(Endpoint(id="line", account_id="north", name="Front line", address="+15035550100"))
    ledger.put_endpoint(Endpoint(id=AWKWARD_ENDPOINT, account_id="north", name="Désk", type="User"))


def _keep_sessions(store: Store) -> None:
    line = {"endpoint_id": "line", "to_address": "+15035550100", "ended": True, "outcome": "Completed"}
    plain = [session(n, "north", from_address=f"+1503555{1000 + n}", **line) for n in (*range(1, 26), 27)]
    keep(
        store,
        *plain,
        session(26, "north", from_address="+49 30 901820", date_created=datetime(2026, 5, 11, 8, tzinfo=UTC), **line),
        session(29, "north", from_address="+15035551029", parent_session_id=numbered(1), **line),
        session(30, "south", from_address="anna@example.org", to_address="team@example.org", channel=Channel.Chat),
    )
    member = Member(
        identity="client:désk",
        endpoint_id=AWKWARD_ENDPOINT,
        is_original_member=True,
        application_data={"a b": "c,d", "é": ""},
        call_state=MemberCallState.Hold,
        role=MemberRole.Agent,
        muted=True,
    )
    awkward = session(
        AWKWARD,
        "north",
        customer_id="works",
        endpoint_id=AWKWARD_ENDPOINT,
        from_address=AWKWARD_FROM,
        from_name='O\'Neil, "Zoë" <z@example.org>',
        call_state=CallState.Hold,
        queue_state=QueueState.Queued,
        direction=Direction.Outgoing,
        was_missed=True,
        members=(member,),
    )
    keep(store, awkward, log=("Call received", AWKWARD_LOG))
    archived = [session(n, "north", from_address="+15035550199", ended=True) for n in (31, 32)]
    keep(store, *archived, shelf=Shelf.archive)
