"""Records beside sessions, in the book in memory: dropped, audited, and answers kept for who asks twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from switchbook.model import document
from switchbook.model.audit import AuditLine, AuditQuery
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.picture import Picture
from switchbook.stores.contract_records import KeptAnswer
from switchbook.stores.memory_book import Book


class MemoryRecords:
    """See `contract_records.RecordsLedger` for every duty."""

    _book: Book

    def drop_account(self, account_id: str) -> None:
        """Forget what the directory knows of an account."""
        known = self._book.directory
        self._become(accounts=[each for each in known.accounts.values() if each.id != account_id])

    def drop_customer(self, customer_id: str) -> None:
        """Forget what the directory knows of a customer."""
        known = self._book.directory
        self._become(customers=[each for each in known.customers.values() if each.id != customer_id])
        self._book.regroup(customer_id, known)

    def drop_endpoint(self, endpoint_id: str) -> None:
        """Forget what the directory knows of an endpoint."""
        known = self._book.directory
        self._become(endpoints=[each for each in known.endpoints.values() if each.id != endpoint_id])

    def put_picture(self, picture: Picture) -> None:
        """Keep a picture."""
        self._book.pictures[picture.id] = picture

    def drop_picture(self, picture_id: str) -> None:
        """Forget a picture."""
        self._book.pictures.pop(picture_id, None)

    def session_count(self, account_id: str) -> int:
        """How many sessions of an account there are."""
        return session_count(self._book, account_id)

    def document(self, session_id: str) -> bytes | None:
        """The session as it goes out."""
        record = self._book.records.get(self._book.surviving(session_id))
        if record is None:
            return None
        kept = document.write(record.session, (line.line() for line in record.lines))
        return document.splice(kept, self._book.directory)

    def audit(self, line: AuditLine) -> None:
        """Put a line at the end of the trail."""
        position = len(self._book.audit) + 1
        self._book.audit.append(msgspec.structs.replace(line, position=position))

    def kept_answer(self, key: bytes) -> KeptAnswer | None:
        """The answer kept under this key."""
        return self._book.answers.get(key)

    def keep_answer(self, answer: KeptAnswer, before: datetime) -> None:
        """Keep an answer, and forget those from before a time."""
        self.forget_answers(before)
        self._book.answers = {**self._book.answers, answer.key: answer}

    def forget_answers(self, before: datetime) -> int:
        """Forget the answers from before a time."""
        kept = {key: each for key, each in self._book.answers.items() if each.at >= before}
        forgotten = len(self._book.answers) - len(kept)
        self._book.answers = kept
        return forgotten

    def _become(
        self,
        accounts: Sequence[Account] | None = None,
        customers: Sequence[Customer] | None = None,
        endpoints: Sequence[Endpoint] | None = None,
    ) -> None:
        known = self._book.directory
        self._book.directory = Directory(
            known.accounts.values() if accounts is None else accounts,
            known.customers.values() if customers is None else customers,
            known.endpoints.values() if endpoints is None else endpoints,
            version=known.version + 1,
        )


def audited(book: Book, query: AuditQuery) -> tuple[int, Sequence[AuditLine]]:
    """How many lines of the trail match, and the page of them that is wanted, newest first."""

    def wanted(line: AuditLine) -> bool:
        return (
            (query.accounts is None or line.account_id in query.accounts)
            and query.record in (None, line.record)
            and query.record_id in (None, line.record_id)
            and query.actor_id in (None, line.actor_id)
            and query.operation in (None, line.operation)
            and (query.start is None or line.at >= query.start)
            and (query.end is None or line.at < query.end)
            and (query.positions is None or line.position in query.positions)
            and (query.first is None or line.position >= query.first)
            and (query.last is None or line.position <= query.last)
            and (query.about is None or (line.record, line.record_id) in query.about)
            # Bytes have no case beyond ASCII.
            and (query.text is None or query.text.encode().lower() in line.description.encode().lower())
        )

    found = [line for line in (book.audit if query.ascending else reversed(book.audit)) if wanted(line)]
    last = None if query.limit is None else query.offset + query.limit
    return len(found) if query.counted else 0, found[query.offset : last]


def session_count(book: Book, account_id: str) -> int:
    """How many sessions of an account there are."""
    return sum(record.session.account_id == account_id for record in book.records.values())
