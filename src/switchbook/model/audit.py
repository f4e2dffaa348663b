"""The audit trail: who changed which record, when, from where, and what it was before and after."""

from __future__ import annotations

from datetime import datetime

import msgspec

from switchbook.model.stretch import Stretch


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one record.

    `operation` is what was asked for, `record` the kind of record (`account`, `customer`, `endpoint`, `user`, `key`,
    `hook`, `session`, `preference`, `quarantine`: a payload that could not be read), `record_id` which one,
    `account_id` the account it belongs to, None where it belongs to none.
    `before` and `after` are the record as JSON, without secrets; None where there was or is none. `address` is where
    the request came from, empty on the command line. `position` is given by the store, growing; `at` is aware UTC.
    """

    at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str
    address: str = ""
    operation: str
    record: str
    record_id: str
    account_id: str | None = None
    before: bytes | None = None
    after: bytes | None = None
    position: int = 0

    @property
    def description(self) -> str:
        """What was done to which record, in a few words."""
        return f"{self.operation} {self.record} {self.record_id}"


class AuditQuery(Stretch, frozen=True, kw_only=True):
    """A stretch of the trail: `accounts` None is all, lines of no account with them.

    `start` is inclusive, `end` exclusive. `about` are kinds of records with their ids. `text` is contained in the
    description, ASCII letters in any case. Every other filter is exact, and None is no filter.
    """

    accounts: frozenset[str] | None
    record: str | None = None
    record_id: str | None = None
    actor_id: str | None = None
    operation: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    about: frozenset[tuple[str, str]] | None = None
    text: str | None = None
