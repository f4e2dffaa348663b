"""Options of a command made from the parameters of ListSessions, so that the two cannot differ."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import zip_longest
from typing import Annotated, Any, get_type_hints

import msgspec
import typer
from typer.core import TyperCommand

from switchbook.api.types import Ids, ListSessions, descriptions


def option_of(wire: str) -> str:
    """The option of a parameter of the API: `countPerPage` is `--count-per-page`."""
    return "--" + "".join("-" + c.lower() if c.isupper() else c for c in wire)


_TYPES = get_type_hints(ListSessions)
# A cursor comes in a header, so it is for programs that ask a server.
_FIELDS = [field for field in msgspec.structs.fields(ListSessions) if field.name != "cursor"]
_FLAGS: tuple[object, ...] = (bool, bool | None)
_YES_OR_NO = {option_of(field.encode_name) for field in _FIELDS if _TYPES[field.name] in _FLAGS}


def alone_is_true(options: Collection[str]) -> type[TyperCommand]:
    """A kind of command that lets these yes-or-no options stand alone: `--all` is `--all true`."""

    class Command(TyperCommand):
        """Says `true` after each of them that no value follows."""

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            """The arguments, with what is not said."""
            said: list[str] = []
            for argument, following in zip_longest(args, args[1:], fillvalue="--"):
                said.append(argument)
                if argument in options and following.startswith("-"):
                    said.append("true")
            return super().parse_args(ctx, said)

    return Command


ListCommand = alone_is_true(_YES_OR_NO)


def with_parameters(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each parameter of ListSessions, in place of its keyword arguments."""
    signature = inspect.signature(command, eval_str=True)
    own = [each for each in signature.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
    told = descriptions(ListSessions)
    asked = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                (list[str] if _TYPES[field.name] == Ids else str) | None,
                typer.Option(option_of(field.encode_name), metavar=_metavar(field.name), help=told[field.encode_name]),
            ],
        )
        for field in _FIELDS
    ]
    command.__signature__ = signature.replace(parameters=[*own, *asked])  # type: ignore[attr-defined]
    return command


def _metavar(attribute: str) -> str:
    kinds: Mapping[object, str] = {bool: "[VALUE]", bool | None: "[VALUE]", int: "N", int | None: "N", Ids: "ID,ID"}
    return kinds.get(_TYPES[attribute], "VALUE")


def pairs_of(asked: Mapping[str, str | list[str] | None]) -> Iterator[tuple[str, str]]:
    """What was given of these options, as the pairs of a query string."""
    for field in _FIELDS:
        value = asked[field.name]
        for text in value if isinstance(value, list) else [value]:
            if text is not None:
                yield field.encode_name, text
