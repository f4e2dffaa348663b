"""`switchbook hooks`: ways in for sources."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import typer

from switchbook import access, wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.errors import BadRequest
from switchbook.model.directory import Account
from switchbook.stores.contract import Hook, Ledger


def create(
    source: Annotated[
        str, typer.Option("--source", metavar="SOURCE", help=f"What will call it: {', '.join(wiring.SOURCES)}.")
    ],
    account: Annotated[
        str, typer.Option("--account", metavar="ID", help="Whose sessions come in; it is made where there is none.")
    ],
    secret: Annotated[
        str | None,
        typer.Option(
            "--secret", metavar="SECRET", help="What the source signs with; others may see it on a command line."
        ),
    ] = None,
    secret_stdin: Annotated[
        bool, typer.Option("--secret-stdin", help="Read it from standard input, up to its first line end.")
    ] = False,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Make a hook and say the address its source must call, under the setting public_url.

    For Twilio the secret is the auth token of the Twilio account.
    """
    if source not in wiring.SOURCES:
        raise BadRequest.of_field("source", f"unknown source {source!r}; known are {', '.join(wiring.SOURCES)}")
    if not account.strip():
        raise BadRequest.of_field("account", "a hook needs an account")
    settings = settings_from(config, data=data)
    hook = access.new_hook(source, account, _secret(secret, from_stdin=secret_stdin))
    with closing(wiring.open_book(settings, begin=True)) as store:
        if store.write(lambda ledger: _put(ledger, hook)).result():
            terminal.note(f"There was no account {account!r}; it is made, with its id as its name.")
    terminal.answer({"id": hook.id, "url": f"{settings.base_url}/hooks/{source}/{hook.id}"}, as_json=json)


def _put(ledger: Ledger, hook: Hook) -> bool:
    """Keep the hook; whether its account had to be made."""
    new = hook.account_id not in ledger.directory().accounts
    if new:
        ledger.put_account(Account(id=hook.account_id, name=hook.account_id))
    ledger.put_hook(hook)
    return new


def _secret(secret: str | None, *, from_stdin: bool) -> str:
    if from_stdin == (secret is not None):
        raise BadRequest("a secret is wanted once: with --secret-stdin, or with --secret")
    return sys.stdin.readline().rstrip("\r\n") if secret is None else secret
