"""Which of the payloads that could not be read are wanted."""

from __future__ import annotations

from switchbook.model.stretch import Stretch


class QuarantineQuery(Stretch, frozen=True, kw_only=True):
    """A stretch of the payloads in quarantine; their positions are those in the journal.

    `accounts` None is all, `sources` None is every source.
    """

    accounts: frozenset[str] | None
    sources: frozenset[str] | None = None
