"""Which operation a path calls, by ServiceStack's rules: any case, empty segments dropped, a format as suffix.

Every operation has its own routes and the predefined ones: `/api/Name`, `/json/reply/Name`, `/json/oneway/Name`.
`Name[]` is a batch of calls of that operation.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from switchbook.formats import FORMATS, JSON

Pairs = Sequence[tuple[str, str]]
Stream = Callable[[Request, "Call"], Awaitable[Response]]

_SUFFIXES = frozenset(known.suffix for known in FORMATS)
_BATCH = "[]"
_REPLY = frozenset({"reply", "oneway"})


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """One operation as it is served: its name, the verbs and routes of its own, what answers a call or a batch of it.

    `answer_batch` is None where there are no batches. `stream` answers with events a client that accepts those, where
    there are any.
    """

    name: str
    verbs: frozenset[str]
    routes: tuple[str, ...]
    answer: Callable[[Request, Call], Awaitable[Response]]
    answer_batch: Callable[[Request, Call], Awaitable[Response]] | None = None
    stream: Stream | None = None

    @property
    def predefined_verbs(self) -> frozenset[str]:
        """The verbs that the predefined routes take: POST always, and HEAD for what can be read."""
        return self.verbs | {"HEAD", "POST"} if "GET" in self.verbs else self.verbs | {"POST"}


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What a path and verb ask for. `served` is None for a predefined route of an operation there is none of.

    `verb` is what counts, whatever the request itself says. `parameters` are those of the path. `suffix` is the format
    a route of the operation's own ends in, `route_format` that of a predefined route; one of them is None. `pairs` are
    those of the query string.
    """

    name: str
    verb: str
    served: Served | None
    in_batch: bool = False
    parameters: Mapping[str, str] = {}
    suffix: str | None = None
    route_format: str | None = None
    pairs: Pairs = ()

    @property
    def values(self) -> Pairs:
        """The pairs to bind: what the path says outranks the query."""
        return self.values_with(())

    def values_with(self, form: Pairs) -> Pairs:
        """The same with those of a form, which outrank the query."""
        values: Pairs = self.pairs
        for layer in (form, tuple(self.parameters.items())):
            named = {name.lower() for name, _ in layer}
            values = [*((name, value) for name, value in values if name.lower() not in named), *layer]
        return values


class Routes:
    """All that is served, found by path and verb."""

    def __init__(self, table: Iterable[Served]) -> None:
        self._by_name = {served.name.lower(): served for served in table}
        routes = [(_segments(route), served) for served in self._by_name.values() for route in served.routes]
        # A segment that is spelled out goes before one that is a parameter.
        self._routes = sorted(routes, key=lambda route: [segment.startswith("{") for segment in route[0]])

    def find(self, path: str, verb: str) -> Call | None:
        """The call that this decoded path and verb make; None where there is no such route."""
        segments = _segments(path)
        return self._predefined(segments, verb) or self._own(segments, verb)

    def _predefined(self, segments: Sequence[str], verb: str) -> Call | None:
        match [segment.lower() for segment in segments]:
            case ["api", _]:
                name, suffix = _cut(segments[1])
                return self._named(name, verb, suffix or JSON.suffix)
            case [route_format, reply, _] if route_format in _SUFFIXES and reply in _REPLY:
                return self._named(segments[2], verb, route_format)
        return None

    def _named(self, name: str, verb: str, route_format: str) -> Call:
        batched = name.endswith(_BATCH)
        name = name.removesuffix(_BATCH)
        served = self._by_name.get(name.lower())
        return Call(name=name, verb=verb, served=served, in_batch=batched, route_format=route_format)

    def _own(self, segments: Sequence[str], verb: str) -> Call | None:
        if not segments:
            return None
        last, suffix = _cut(segments[-1])
        segments = [*segments[:-1], last]
        for route, served in self._routes:
            parameters = _match(route, segments) if verb in served.verbs else None
            if parameters is not None:
                return Call(name=served.name, verb=verb, served=served, parameters=parameters, suffix=suffix)
        return None


def _segments(path: str) -> Sequence[str]:
    return [segment for segment in path.split("/") if segment]


def _cut(segment: str) -> tuple[str, str | None]:
    """A last segment without its format, and the format; an unknown one is no format but part of the segment."""
    name, dot, suffix = segment.rpartition(".")
    return (name, suffix) if dot and name and suffix in _SUFFIXES else (segment, None)


def _match(route: Sequence[str], segments: Sequence[str]) -> Mapping[str, str] | None:
    if len(route) != len(segments):
        return None
    parameters: dict[str, str] = {}
    for wanted, segment in zip(route, segments, strict=True):
        if wanted.startswith("{"):
            parameters[wanted[1:-1]] = segment
        elif wanted.lower() != segment.lower():
            return None
    return parameters
