"""Options of the commands that take sessions in: which source, which account, how what it sends is read."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from switchbook import wiring
from switchbook.cli import terminal
from switchbook.errors import BadRequest
from switchbook.ingest import Source, with_circumstances
from switchbook.intake.files import Way
from switchbook.model.directory import Account
from switchbook.stores.contract import Ledger, Store

FileSource = Annotated[
    str, typer.Option("--source", metavar="SOURCE", help=f"What wrote the files: {', '.join(wiring.SOURCES)}.")
]
AccountId = Annotated[
    str,
    typer.Option("--account", metavar="ID", help="Whose sessions come in; it is made where there is none."),
]
Zone = Annotated[
    str | None,
    typer.Option("--time-zone", metavar="ZONE", help="The zone of times that name none, such as Europe/Berlin."),
]
Region = Annotated[
    str | None,
    typer.Option("--region", metavar="REGION", help="The country of numbers that name none, such as DE."),
]
ContentType = Annotated[
    str | None,
    typer.Option("--content-type", metavar="TYPE", help="The media type of each payload. Without it: the source's."),
]


def source_named(name: str) -> Source:
    """The source of this name. Raises BadRequest that lists them."""
    if name not in wiring.SOURCES:
        raise BadRequest.of_field("source", f"unknown source {name!r}; known are {', '.join(wiring.SOURCES)}")
    return wiring.SOURCES[name]


def account_named(account: str, what: str) -> str:
    """An account's id. Raises BadRequest when it is blank."""
    if not account.strip():
        raise BadRequest.of_field("account", f"{what} needs an account")
    return account


def zone_named(zone: str | None) -> str | None:
    """The name of a time zone. Raises BadRequest when there is none of this name."""
    if zone is None:
        return None
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as unknown:
        raise BadRequest.of_field("time-zone", f"{zone!r} is not the name of a time zone") from unknown
    return zone


def region_named(region: str | None) -> str | None:
    """A country's two letters, in upper case. Raises BadRequest for one whose numbers nobody knows."""
    if region is None:
        return None
    from phonenumbers import SUPPORTED_REGIONS  # it takes a while to load, and few commands want it

    if region.upper() not in SUPPORTED_REGIONS:
        raise BadRequest.of_field("region", f"{region!r} is not a country's two letters, such as DE or US")
    return region.upper()


def way_of(source: str, account: str, zone: str | None, region: str | None, content_type: str | None) -> Way:
    """How files are read, from the options. Raises BadRequest."""
    reader = source_named(source)
    return Way(
        source=reader,
        account_id=account_named(account, "what is taken in"),
        content_type=with_circumstances(
            content_type or reader.media_type, time_zone=zone_named(zone), region=region_named(region)
        ),
    )


def make_account(store: Store, account_id: str) -> None:
    """Make an account where there is none of this id, and say so."""
    if (
        account_id not in store.directory().accounts
        and store.write(lambda ledger: put_new(ledger, account_id)).result()
    ):
        note_made(account_id)


def put_new(ledger: Ledger, account_id: str) -> bool:
    """Make an account where there is none of this id; whether it was made."""
    new = account_id not in ledger.directory().accounts
    if new:
        ledger.put_account(Account(id=account_id, name=account_id))
    return new


def note_made(account_id: str) -> None:
    """Say that an account was made."""
    terminal.note(f"There was no account {account_id!r}; it is made, with its id as its name.")
