"""`switchbook serve`: runs the server."""

from __future__ import annotations

import secrets
import signal
import socket
from contextlib import closing, suppress
from typing import Annotated

import typer

from switchbook import access, wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.errors import SwitchbookError
from switchbook.model.actor import Role
from switchbook.settings import Settings
from switchbook.stores.contract import Store

FIRST_USER = "admin@localhost"


def serve(
    host: Annotated[str | None, typer.Option("--host", metavar="HOST", help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option("--port", metavar="PORT", help="The port to listen on.")] = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Serve the book until it is told to stop (Ctrl-C, SIGTERM).

    The first start on an empty book makes an administrator and prints the password, this once.
    """
    settings = settings_from(config, data=data, host=host, port=port)
    free = _port_to_listen_on(settings.host, settings.port)
    settings = settings_from(config, data=data, host=host, port=free)
    # Told to stop by either signal, the server ends in order; the book is closed after it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with closing(wiring.open_book(settings, begin=True)) as store, suppress(KeyboardInterrupt):
        _announce(settings, _make_first_user(store), as_json=json)
        wiring.serve(store, settings)


def _port_to_listen_on(host: str, port: int) -> int:
    """The port, or a free one where it is 0. Raises SwitchbookError when it is taken or the address is not ours."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            free: int = probe.getsockname()[1]
            return free
    except OSError as refused:
        raise SwitchbookError(f"cannot listen on {host}, port {port}: {refused.strerror}") from refused


def _announce(settings: Settings, password: str | None, *, as_json: bool) -> None:
    first_user = {} if password is None else {"user": FIRST_USER, "password": password}
    if as_json:
        terminal.answer({"url": settings.base_url, **first_user}, as_json=True)
        return
    terminal.say(f"Switchbook serves the book in {settings.data} on http://{settings.host}:{settings.port}")
    if settings.public_url:
        terminal.say(f"The outside reaches it as {settings.public_url}")
    if password is not None:
        terminal.say(f"Sign in as {FIRST_USER} with the password {password} (shown this once)")


def _make_first_user(store: Store) -> str | None:
    """An administrator where nobody can sign in yet; the password, which is kept nowhere."""
    if store.has_users():
        return None
    password = secrets.token_urlsafe(12)
    user = access.new_user(FIRST_USER, "Administrator", Role.SystemAdministrator, password)
    store.write(lambda ledger: ledger.put_user(user)).result()
    return password
