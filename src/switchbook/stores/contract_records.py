"""What a store does for records beside sessions: dropping them, their audit trail, answers kept for repeats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from switchbook.model.audit import AuditLine, AuditQuery
from switchbook.model.picture import Picture

# How long the answer to a write is kept for who asks again under the same key.
KEPT_FOR = timedelta(days=1)


class KeptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a write that named a key of its own, kept so that the same write is not done twice.

    `key` and `request` are digests (16 bytes each) of who asked what under which key, and of what they asked.
    `document` is the wire-ready JSON of the answer. Where it tells of a session, `session_id` is that: when the session
    is deleted, the document becomes empty. `at` is aware UTC.
    """

    key: bytes
    request: bytes
    document: bytes
    at: datetime
    session_id: str | None = None


class RecordsLedger(Protocol):
    """What is written of such records."""

    def drop_account(self, account_id: str) -> None:
        """Forget what the directory knows of an account; sessions and journal that name it stay."""

    def drop_customer(self, customer_id: str) -> None:
        """Forget what the directory knows of a customer; sessions that name it stay."""

    def drop_endpoint(self, endpoint_id: str) -> None:
        """Forget what the directory knows of an endpoint; sessions that name it stay."""

    def put_picture(self, picture: Picture) -> None:
        """Keep a picture."""

    def drop_picture(self, picture_id: str) -> None:
        """Forget a picture; unknown ones are no error."""

    def session_count(self, account_id: str) -> int:
        """How many sessions of an account there are, on both shelves."""

    def document(self, session_id: str) -> bytes | None:
        """The wire-ready JSON of a session as it is in this transaction; None when there is none of this id."""

    def audit(self, line: AuditLine) -> None:
        """Put a line at the end of the audit trail. Nothing ever changes or drops one."""

    def kept_answer(self, key: bytes) -> KeptAnswer | None:
        """The answer kept under this key."""

    def keep_answer(self, answer: KeptAnswer, before: datetime) -> None:
        """Keep an answer, and forget those from before a time."""

    def forget_answers(self, before: datetime) -> int:
        """Forget the answers from before a time; how many those were."""


class RecordsKept(Protocol):
    """What is read of such records."""

    def picture(self, picture_id: str) -> Picture | None:
        """The picture of this id."""

    def audited(self, query: AuditQuery) -> tuple[int, Sequence[AuditLine]]:
        """How many lines match (0 where that is not wanted), and the page of them that is wanted, newest first."""

    def session_count(self, account_id: str) -> int:
        """How many sessions of an account there are, on both shelves."""
