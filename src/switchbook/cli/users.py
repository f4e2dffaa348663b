"""`switchbook users`: people who sign in with a password."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import typer

from switchbook import access, wiring
from switchbook.api.granting import account_of
from switchbook.api.users import info
from switchbook.api.writing import Pen
from switchbook.cli import terminal
from switchbook.cli.limits import Accounts, Customers, Endpoints, RoleName, ids, note_unknown, role_named
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.cli.owner import owner_context
from switchbook.errors import BadRequest
from switchbook.stores.contract_people import User


def create(
    email: Annotated[
        str, typer.Option("--email", metavar="EMAIL", help="The address to sign in with; each has one user.")
    ],
    role: RoleName,
    name: Annotated[
        str,
        typer.Option("--name", metavar="NAME", help="The name to show. Without it: both, or the address."),
    ] = "",
    first_name: Annotated[str | None, typer.Option("--first-name", metavar="NAME", help="The first name.")] = None,
    last_name: Annotated[str | None, typer.Option("--last-name", metavar="NAME", help="The last name.")] = None,
    accounts: Accounts = None,
    customers: Customers = None,
    endpoints: Endpoints = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, up to its first line end.")
    ] = False,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Make a user. The password comes from standard input; on a terminal it is asked for."""
    limits = (ids(accounts), ids(customers), ids(endpoints))
    user_role = role_named(role)
    settings = settings_from(config, data=data)
    shown = name or " ".join(filter(None, (first_name, last_name)))
    user = access.new_user(
        email, shown, user_role, _password(from_stdin=password_stdin), *limits, first_name, last_name
    )
    with closing(wiring.open_book(settings, begin=True)) as store:
        if store.user(user.email) is not None:
            raise BadRequest.of_field("email", f"there is a user {user.email} already")
        note_unknown(store.directory(), *limits)
        context = owner_context(store, settings, "NewUser")
        store.write(lambda ledger: _put(Pen(ledger, context), user)).result()
    terminal.answer({"id": user.id, "email": user.email}, as_json=json)


def _put(pen: Pen, user: User) -> None:
    made = pen.made(user)
    pen.ledger.put_user(made)
    pen.tell("user", made.id, account_of(made), after=info(made, pen.directory))


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise BadRequest("a password is wanted: give it on standard input, with --password-stdin")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return asked
