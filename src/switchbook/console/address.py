"""The address of a list as people share it: a path and what narrows, sorts and lays out, with links to its variants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode

import msgspec

from switchbook.console.page import Pairs


class Address(msgspec.Struct, frozen=True):
    """A path with parameters: each name once, in the order in which they were first given, none of them empty."""

    path: str
    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, path: str, query: Pairs, known: Iterable[str]) -> Address:
        """The address of a query, of the names known alone, each spelled as here.

        Values of a repeated name are joined by commas, as the API reads them.
        """
        spelled = {name.lower(): name for name in known}
        values: dict[str, list[str]] = {}
        for name, value in query:
            if value.strip() and name.lower() in spelled:
                values.setdefault(spelled[name.lower()], []).append(value.strip() if name != "log" else value)
        return cls(path, tuple((name, ",".join(told)) for name, told in values.items()))

    def get(self, name: str) -> str:
        """The value of a parameter; empty where there is none."""
        return next((value for key, value in self.pairs if key == name), "")

    def having(self, changes: Mapping[str, str]) -> Address:
        """The same with these parameters in place of those of their names; an empty one is taken away."""
        kept = [(name, changes.get(name, value)) for name, value in self.pairs]
        added = [(name, value) for name, value in changes.items() if not self.get(name)]
        return Address(self.path, tuple((name, value) for name, value in (*kept, *added) if value))

    def without(self, *names: str) -> Address:
        """The same without parameters of these names."""
        return Address(self.path, tuple(pair for pair in self.pairs if pair[0] not in names))

    def at(self, path: str) -> Address:
        """The same parameters at another path."""
        return Address(path, self.pairs)

    def __str__(self) -> str:
        query = urlencode(self.pairs, quote_via=quote, safe=":,*")
        return f"{self.path}?{query}" if query else self.path
