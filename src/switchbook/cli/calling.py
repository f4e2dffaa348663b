"""Commands made from the table of operations: each operation as a command of its own, and `call` for any of them."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Annotated, Any

import msgspec
import typer

from switchbook import wiring
from switchbook.api.binding import Spelling, bind_strict, spellings
from switchbook.api.operation import Operation
from switchbook.api.operations import OPERATIONS
from switchbook.api.types import descriptions, secret_members
from switchbook.cli import terminal
from switchbook.cli.command import Command
from switchbook.cli.operation_words import example_of, noun_of, nouns_of, path_of
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.cli.owner import operating_context
from switchbook.cli.parameters import alone_is_true, option_of
from switchbook.errors import BadRequest
from switchbook.formats import JSON
from switchbook.model.answer import Nothing
from switchbook.settings import Settings

# Other commands stand for these, or they are about who is signed in, which on the command line nobody is.
_WITHOUT = frozenset(
    {"GetSession", "GetAuthStatus", "ListLogEntries", "FinishHookRotation", "DeleteHook", "GetMySessions"}
    | {"GetActiveSessions"}
)
_METAVARS: Mapping[Spelling, str] = {
    Spelling.text: "VALUE",
    Spelling.yes_or_no: "[VALUE]",
    Spelling.list: "ID,ID",
    Spelling.json: "JSON",
}


def call(
    name: Annotated[
        str, typer.Argument(metavar="OPERATION", help="Its name, in any case, as the page of operations has it.")
    ],
    body: Annotated[
        str | None, typer.Option("--body", metavar="JSON", help="What is asked: an object of its members.")
    ] = None,
    body_stdin: Annotated[bool, typer.Option("--body-stdin", help="Read that from standard input.")] = False,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Ask any operation of the API of the book in a data directory, as an administrator of everything.

    Members and answers are as over HTTP. What is changed is in the audit trail under `cli` and the name of who is
    logged in to the machine.
    """
    operation = _named(name)
    if body_stdin:
        body = sys.stdin.read()
    _perform(operation, _json("body", body or "{}"), settings_from(config, data=data), as_json=json)


def operation_commands(taken: Collection[str]) -> Iterator[Command]:
    """A command for each operation, save those whose words are taken already."""
    for operation in OPERATIONS:
        if operation.name not in _WITHOUT and path_of(operation) not in taken:
            yield _command(operation)


def nouns() -> Mapping[str, str]:
    """The groups that these commands are in, each with what it is about."""
    return nouns_of({noun_of(each) for each in OPERATIONS if each.name not in _WITHOUT})


def _command(operation: Operation) -> Command:
    members = list(_members(operation))

    def run(*, data: Data = None, config: Config = None, json: Json = False, **given: Any) -> None:
        said = {member.wire: value for member in members if (value := _said(member, given)) is not None}
        _perform(operation, said, settings_from(config, data=data), as_json=json)

    run.__doc__ = operation.summary
    signature = inspect.signature(run, eval_str=True)
    own = [each for each in signature.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
    asked = [_parameter(member) for member in members]
    run.__signature__ = signature.replace(parameters=[*asked, *own])  # type: ignore[attr-defined]
    flags = {member.option for member in members if member.spelling is Spelling.yes_or_no}
    return Command(path_of(operation), run, example_of(operation), alone_is_true(flags))


class _Member(msgspec.Struct, frozen=True):
    """A member of a request, and how it is given on the command line."""

    wire: str
    spelling: Spelling
    help: str
    in_route: bool
    is_secret: bool

    @property
    def keyword(self) -> str:
        """What the value is passed by; no member is called so itself."""
        return f"member_{self.wire}"

    @property
    def option(self) -> str:
        """The option; that of a member whose name is one of every command's bears a word before."""
        named = option_of(self.wire)
        return f"--member-{self.wire}" if named in ("--data", "--config", "--json", "--help") else named


def _members(operation: Operation) -> Iterator[_Member]:
    told, secrets = descriptions(operation.request), secret_members(operation.request)
    in_route = re.findall(r"\{(\w+)\}", operation.route)
    known = spellings(operation.request)
    for wire in sorted(told, key=lambda name: name not in in_route):
        if wire.lower() in known:
            yield _Member(wire, known[wire.lower()], told[wire], wire in in_route, wire in secrets)


def _parameter(member: _Member) -> inspect.Parameter:
    kind: Any
    if member.in_route:
        kind = Annotated[str, typer.Argument(metavar=_capitals(member.wire), help=member.help)]
        return inspect.Parameter(member.keyword, inspect.Parameter.KEYWORD_ONLY, annotation=kind)
    if member.is_secret:
        told = f"{member.help} Read from standard input, a line of its own."
        kind = Annotated[bool, typer.Option(f"{member.option}-stdin", help=told)]
        return inspect.Parameter(member.keyword, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=False)
    option = typer.Option(member.option, metavar=_METAVARS[member.spelling], help=member.help)
    kind = Annotated[(list[str] if member.spelling is Spelling.list else str) | None, option]
    return inspect.Parameter(member.keyword, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=None)


def _said(member: _Member, given: Mapping[str, Any]) -> object:
    """The value of a member as a body would have it; None where it is not given."""
    value = given[member.keyword]
    if member.is_secret:
        return sys.stdin.readline().rstrip("\r\n") if value else None
    if isinstance(value, list):
        return ",".join(value) if value else None
    return _json(member.option, value) if value is not None and member.spelling is Spelling.json else value


def _perform(operation: Operation, said: object, settings: Settings, *, as_json: bool) -> None:
    """Ask an operation of the book, and print its answer: on one line, or on several for people."""
    request = bind_strict(operation.request, operation.name, said)
    with closing(wiring.open_book(settings)) as store:
        answer = operation.handler(request, operating_context(store, settings, operation))
        if isinstance(answer, Nothing):
            printed: Sequence[bytes] | Iterator[bytes] = (b"{}",)
        elif as_json:
            printed = JSON.render(answer)
        else:
            printed = (msgspec.json.format(b"".join(JSON.render(answer))),)
        terminal.pour(printed)


def _json(what: str, text: str) -> object:
    """What a text of JSON says. Raises BadRequest."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as bad:
        raise BadRequest.of_field(what, f"{what} is no JSON: {bad}") from bad


def _named(name: str) -> Operation:
    """The operation of this name, in any case. Raises BadRequest."""
    for operation in OPERATIONS:
        if operation.name.lower() == name.strip().lower():
            return operation
    raise BadRequest(f"there is no operation '{name}': the page of operations lists them, as does /api of a server")


def _capitals(wire: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", wire).upper()
