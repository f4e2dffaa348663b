"""`switchbook keys`: API keys for programs."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from switchbook import access, wiring
from switchbook.cli import terminal
from switchbook.cli.limits import Accounts, Customers, Endpoints, RoleName, ids, note_unknown, role_named
from switchbook.cli.options import Config, Data, Json, instant, settings_from


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
    with closing(wiring.open_book(settings_from(config, data=data), begin=True)) as store:
        note_unknown(store.directory(), *limits)
        store.write(lambda ledger: ledger.put_key(key)).result()
    terminal.answer({"id": key.id, "name": key.name, "key": secret}, as_json=json)
