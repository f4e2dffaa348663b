"""What a page is: its path, who sees it, what shows it; and what it is asked and answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from switchbook.console.book import Book

Pairs = Sequence[tuple[str, str]]


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One request for a page. `path` are the parameters of its path, `zone` is the reader's, `now` aware UTC.

    `part`: only the part that `htmx` puts into the page is wanted; `target` is the id of the element it goes into.
    `server` is the address under which the outside reaches this server, without a path.
    """

    path: Mapping[str, str] = {}
    query: Pairs = ()
    form: Pairs = ()
    zone: ZoneInfo
    now: datetime
    part: bool = False
    target: str = ""
    address: str = ""
    server: str = ""

    @property
    def within_this_machine(self) -> bool:
        """Whether nobody on another machine reaches the server under this address."""
        host = urlsplit(self.server).hostname or ""
        return host in ("localhost", "::1") or host.startswith("127.")

    def asked(self, name: str) -> str:
        """The value of a parameter of the query, stripped; empty where it is absent. Of several the last."""
        return _last(self.query, name)

    def given(self, name: str) -> str:
        """The value of a field of the form, stripped; empty where it is absent."""
        return _last(self.form, name)

    def all_given(self, name: str) -> tuple[str, ...]:
        """Every value of a field of the form that is not empty."""
        return tuple(value.strip() for key, value in self.form if key == name and value.strip())


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A page, or a part of one: its template and what the template is given.

    `moved_to` is the address that the browser shall show for it from now on, where that is another.
    """

    template: str
    values: Mapping[str, object] = {}
    status: int = 200
    moved_to: str | None = None


class Elsewhere(msgspec.Struct, frozen=True):
    """Where the visitor goes instead, and what they are told there in one sentence, if anything."""

    path: str
    told: str = ""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table of pages. `needs` are the requests that its visitor's role must allow.

    `label` is its name in the navigation, under the heading `group`; without one it does not stand there.
    """

    name: str
    path: str
    show: Callable[[Book, Visit], Shown | Elsewhere]
    verb: str = "GET"
    needs: tuple[type[msgspec.Struct], ...] = ()
    label: str = ""
    group: str = ""


def _last(pairs: Pairs, name: str) -> str:
    return next((value.strip() for key, value in reversed(pairs) if key == name), "")
