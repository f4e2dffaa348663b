"""Calls that happen while somebody looks: events sent to a hook of a running server, as a switch would send them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import httpx

from switchbook import access
from switchbook.model.directory import Account
from switchbook.stores.contract import Store

_SECRET = "word"
_numbers = count(1)


class Switch:
    """A switch whose events a server takes in for one account."""

    def __init__(self, store: Store, url: str, account_id: str) -> None:
        self.account_id = account_id
        hook = access.new_hook("generic", account_id, _SECRET)
        store.write(lambda ledger: ledger.put_hook(hook)).result()
        self._address = f"{url}/hooks/generic/{hook.id}"

    def call(self, to: str = "+15035551234", caller: str = "+18145550100") -> Call:
        """A call that comes in now, and rings."""
        called = Call(self._address)
        called.tell("started", **{"from": caller, "to": to, "direction": "Incoming"})
        called.tell("ringing")
        return called


class Call:
    """A call under way. Its session's id is known once anything was told."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._leg = f"live-{next(_numbers)}"
        self.id = ""

    def tell(self, kind: str, **more: object) -> None:
        """Tell that something happens to it now."""
        event = {"version": 1, "type": kind, "leg": self._leg, "at": datetime.now(UTC).isoformat(), **more}
        answer = httpx.post(self._address, json=event, headers={"authorization": f"Bearer {_SECRET}"})
        answer.raise_for_status()
        (self.id,) = answer.json()["sessions"]


def put_account(store: Store, account_id: str, name: str) -> None:
    """An account of this name, put into the store."""
    store.write(lambda ledger: ledger.put_account(Account(id=account_id, name=name))).result()
