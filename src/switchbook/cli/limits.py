"""What a new user or key may do and see: its options, and a word where they come to nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from switchbook.cli import terminal
from switchbook.errors import BadRequest
from switchbook.model.actor import Role
from switchbook.model.directory import Directory

RoleName = Annotated[str, typer.Option("--role", metavar="ROLE", help=f"{', '.join(Role)}; in any case.")]
Accounts = Annotated[
    str | None,
    typer.Option(
        "--accounts",
        metavar="ID,ID",
        help="The accounts to see. Without it a SystemAdministrator sees every one, a Manager none.",
    ),
]
Customers = Annotated[
    str | None,
    typer.Option("--customers", metavar="ID,ID", help="See only these customers and those below them."),
]
Endpoints = Annotated[
    str | None,
    typer.Option("--endpoints", metavar="ID,ID", help="See only sessions that these endpoints had a part in."),
]


def role_named(text: str) -> Role:
    """The role of this name, in any case. Raises BadRequest that lists them."""
    for role in Role:
        if role.lower() == text.strip().lower():
            return role
    raise BadRequest.of_field("role", f"unknown role {text!r}; known are {', '.join(Role)}")


def ids(text: str | None) -> frozenset[str] | None:
    """A list of ids separated by commas; None (no limit) where the option is absent."""
    return None if text is None else frozenset(part.strip() for part in text.split(",") if part.strip())


def note_unknown(
    directory: Directory,
    accounts: Iterable[str] | None,
    customers: Iterable[str] | None,
    endpoints: Iterable[str] | None,
) -> None:
    """Say which ids the directory does not hold: they may come later, or be mistyped."""
    named = (
        ("account", accounts, directory.accounts),
        ("customer", customers, directory.customers),
        ("endpoint", endpoints, directory.endpoints),
    )
    for kind, wanted, known in named:
        for unknown in sorted(set(wanted or ()) - set(known)):
            terminal.note(f"There is no {kind} {unknown!r} yet.")
