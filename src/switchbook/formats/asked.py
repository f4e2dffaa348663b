"""What was asked, as far as an answer shows it: which operation, by which address, with which parameters."""

from __future__ import annotations

import msgspec


class Asked(msgspec.Struct, frozen=True):
    """One request. `path` and `pairs` are decoded; `pairs` are those of the query string, in order."""

    operation: str = ""
    path: str = "/"
    pairs: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """The first value of the parameter of this lower-case name, in any case, that is not empty; else empty."""
        return next((value for key, value in self.pairs if value and key.lower() == name), "")


NOTHING = Asked()
