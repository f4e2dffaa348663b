"""`switchbook keys`: API keys for programs."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from switchbook import access, wiring
from switchbook.api.granting import account_of
from switchbook.api.keys import info
from switchbook.api.writing import Pen
from switchbook.cli import terminal
from switchbook.cli.limits import Accounts, Customers, Endpoints, RoleName, ids, note_unknown, role_named
from switchbook.cli.options import Config, Data, Json, instant, settings_from
from switchbook.cli.owner import owner_context
from switchbook.stores.contract_people import ApiKey


def create(
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What the key is for.")],
    role: RoleName,
    accounts: Accounts = None,
    customers: Customers = None,
    endpoints: Endpoints = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="WHEN", help="When it stops working (UTC). Without it: never.")
    ] = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Make a key. It is shown this once and kept nowhere: whoever loses it makes another."""
    limits = (ids(accounts), ids(customers), ids(endpoints))
    key, secret = access.new_key(name, role_named(role), *limits, expires=instant(expires))
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings, begin=True)) as store:
        note_unknown(store.directory(), *limits)
        context = owner_context(store, settings, "NewKey")
        store.write(lambda ledger: _put(Pen(ledger, context), key)).result()
    terminal.answer({"id": key.id, "name": key.name, "key": secret}, as_json=json)


def _put(pen: Pen, key: ApiKey) -> None:
    made = pen.made(key)
    pen.ledger.put_key(made)
    pen.tell("key", made.id, account_of(made), after=info(made, pen.directory))
