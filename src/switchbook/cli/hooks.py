"""`switchbook hooks`: ways in for sources."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from switchbook import access, wiring
from switchbook.api.accounts import whole
from switchbook.api.context import Context
from switchbook.api.hooks import info
from switchbook.api.writing import Pen
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.cli.owner import owner_context
from switchbook.cli.ways import (
    AccountId,
    Region,
    Zone,
    account_named,
    note_made,
    put_new,
    region_named,
    source_named,
    zone_named,
)
from switchbook.errors import BadRequest, NotFound
from switchbook.model.wire_json import instant
from switchbook.settings import Settings
from switchbook.stores.contract import Ledger
from switchbook.stores.contract_people import Hook

Secret = Annotated[
    str | None,
    typer.Option("--secret", metavar="SECRET", help="What the source signs with; others may see it on a command line."),
]
SecretStdin = Annotated[
    bool, typer.Option("--secret-stdin", help="Read it from standard input, up to its first line end.")
]
SecretFile = Annotated[
    Path | None, typer.Option("--secret-file", metavar="FILE", help="Read it from a file, up to its first line end.")
]
SecretEnv = Annotated[
    str | None, typer.Option("--secret-env", metavar="NAME", help="Take it from this variable of the environment.")
]
HookId = Annotated[str, typer.Argument(metavar="ID", help="The hook's id, as `hooks list` shows it.")]


def create(
    source: Annotated[
        str, typer.Option("--source", metavar="SOURCE", help=f"What will call it: {', '.join(wiring.SOURCES)}.")
    ],
    account: AccountId,
    secret: Secret = None,
    secret_stdin: SecretStdin = False,
    secret_file: SecretFile = None,
    secret_env: SecretEnv = None,
    time_zone: Zone = None,
    region: Region = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Make a hook and say the address its source must call, under the setting public_url.

    For Twilio the secret is the auth token of the Twilio account. Give Twilio the address for status callbacks only:
    as the action of a Dial, Enqueue, Gather or Record it ends the call.
    """
    named = source_named(source)
    settings = settings_from(config, data=data)
    hook = access.new_hook(
        source,
        account_named(account, "a hook"),
        _secret(secret, secret_stdin, secret_file, secret_env),
        time_zone=zone_named(time_zone),
        region=region_named(region),
    )
    with closing(wiring.open_book(settings, begin=True)) as store:
        context = owner_context(store, settings, "NewHook")
        if store.write(lambda ledger: _put(Pen(ledger, context), hook, context)).result():
            note_made(account)
    if named.caution:
        terminal.note(named.caution)
    terminal.answer({"id": hook.id, "url": _url(settings, hook)}, as_json=json)


def list_(data: Data = None, config: Config = None, json: Json = False) -> None:
    """List the hooks and when something last came through each. Secrets are never shown, only how many there are."""
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings)) as store:
        hooks, last = store.hooks(), store.last_deliveries()
    items = [
        {
            "id": hook.id,
            "url": _url(settings, hook),
            "source": hook.source,
            "accountId": hook.account_id,
            "timeZone": hook.time_zone,
            "region": hook.region,
            "secrets": len(hook.secrets),
            "lastDelivery": instant(last[hook.id].at) if hook.id in last else None,
        }
        for hook in hooks
    ]
    if json:
        terminal.answer({"items": items}, as_json=True)
        return
    headings = ("id", "source", "account", "zone", "region", "secrets", "last delivery", "url")
    members = ("id", "source", "accountId", "timeZone", "region", "secrets", "lastDelivery", "url")
    terminal.table(headings, [["" if item[m] is None else str(item[m]) for m in members] for item in items])


def rotate(
    hook_id: HookId,
    finish: Annotated[bool, typer.Option("--finish", help="Drop the old secret; the new one is good alone.")] = False,
    secret: Secret = None,
    secret_stdin: SecretStdin = False,
    secret_file: SecretFile = None,
    secret_env: SecretEnv = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Give a hook a new secret. The old one stays good until the same is said again with --finish."""
    given = (secret, secret_stdin, secret_file, secret_env)
    new = "" if finish else _secret(*given)
    if finish and any(given):
        raise BadRequest("--finish takes no secret: it makes the new one the only one")
    settings = settings_from(config, data=data)

    with closing(wiring.open_book(settings)) as store:
        context = owner_context(store, settings, "FinishHookRotation" if finish else "RotateHook")

        def work(ledger: Ledger) -> Hook:
            pen, hook = Pen(ledger, context), _known(ledger, hook_id)
            changed = pen.changed(access.rotation_finished(hook) if finish else access.rotated(hook, new))
            ledger.put_hook(changed)
            pen.tell("hook", hook.id, hook.account_id, before=info(hook, context), after=info(changed, context))
            return changed

        changed = store.write(work).result()
    terminal.answer({"id": changed.id, "secrets": len(changed.secrets)}, as_json=json)


def remove(hook_id: HookId, data: Data = None, config: Config = None, json: Json = False) -> None:
    """Remove a hook: its address answers 404 from then on. What came through it stays."""
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings)) as store:
        context = owner_context(store, settings, "DeleteHook")

        def work(ledger: Ledger) -> None:
            hook = _known(ledger, hook_id)
            ledger.drop_hook(hook_id)
            Pen(ledger, context).tell("hook", hook.id, hook.account_id, before=info(hook, context))

        store.write(work).result()
    terminal.answer({"removed": hook_id}, as_json=json)


def _put(pen: Pen, hook: Hook, context: Context) -> bool:
    """Keep the hook; whether its account had to be made."""
    new = put_new(pen.ledger, hook.account_id)
    if new:
        account = pen.directory.accounts[hook.account_id]
        pen.tell("account", account.id, account.id, after=whole(account, pen.directory, context))
    made = pen.made(hook)
    pen.ledger.put_hook(made)
    pen.tell("hook", made.id, made.account_id, after=info(made, context))
    return new


def _url(settings: Settings, hook: Hook) -> str:
    return settings.hook_url(hook.source, hook.id)


def _known(ledger: Ledger, hook_id: str) -> Hook:
    """The hook of this id. Raises NotFound."""
    hook = ledger.hook(hook_id)
    if hook is None:
        raise NotFound(f"there is no hook {hook_id}")
    return hook


def _secret(secret: str | None, from_stdin: bool, file: Path | None, variable: str | None) -> str:
    if (secret is not None) + from_stdin + (file is not None) + (variable is not None) != 1:
        raise BadRequest("a secret is wanted once: with --secret-stdin, --secret-file, --secret-env or --secret")
    if variable is not None:
        return os.environ.get(variable, "")
    if file is not None:
        return file.read_text("utf-8").partition("\n")[0].rstrip("\r")
    return sys.stdin.readline().rstrip("\r\n") if secret is None else secret
