"""How every operation writes: in one transaction with its audit line, safely against others, and once if asked twice.

- `If-Match` (RFC 9110, 13.1.1) names the version that the writer has seen; of another, nothing is changed.
- `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) names a write, so that one sent again after an answer
  that got lost is answered as the first was, and not done twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec

from switchbook.api.context import Context
from switchbook.api.types import SessionInfo, secret_members
from switchbook.api.types_acting import MessageInfo
from switchbook.errors import ChangedMeanwhile, Conflict, KeyReused
from switchbook.model.actor import Actor
from switchbook.model.answer import NOTHING, Answer, DocumentAnswer, version_of
from switchbook.model.audit import AuditLine
from switchbook.model.directory import Directory, Entity
from switchbook.model.wire_json import encode
from switchbook.stores.contract import Ledger
from switchbook.stores.contract_records import KEPT_FOR, KeptAnswer

E = TypeVar("E", bound=Entity)

# Answers that tell of a session, and their member on the wire that names it.
_OF_SESSIONS: Mapping[type[msgspec.Struct], str] = {SessionInfo: "id", MessageInfo: "sessionId"}
_TAG = re.compile(r'(?:W/)?"([0-9a-f]{32})-[^"]*"')


class Pen:
    """One write under way: the ledger it writes in, and what must be said of it."""

    def __init__(self, ledger: Ledger, context: Context) -> None:
        self.ledger = ledger
        self._context = context

    @property
    def answers(self) -> type[msgspec.Struct]:
        """The type of what is answered."""
        return self._context.answers

    @property
    def directory(self) -> Directory:
        """The directory as it is in this transaction."""
        return self.ledger.directory()

    def refuse_if_changed(self, document: bytes) -> None:
        """Raise ChangedMeanwhile where the request names another version of this record than its document now."""
        asked = self._context.if_match
        if asked is None or asked.strip() == "*":
            return
        if version_of(document) not in _TAG.findall(asked):
            raise ChangedMeanwhile("The record was changed meanwhile: read it again, then change it")

    def made(self, record: E) -> E:
        """A new record of the directory, with who made it and when."""
        who, now = self._who(), self._context.now
        return msgspec.structs.replace(
            record, date_created=now, date_last_modified=now, created_by=who, last_modified_by=who
        )

    def changed(self, record: E) -> E:
        """A changed record of the directory, with who changed it and when."""
        return msgspec.structs.replace(record, date_last_modified=self._context.now, last_modified_by=self._who())

    def tell(
        self,
        record: str,
        record_id: str,
        account_id: str | None,
        *,
        before: object = None,
        after: object = None,
    ) -> None:
        """Put a line into the audit trail; `before` and `after` are what is to be seen of the record, no secrets."""
        actor = self._context.actor
        self.ledger.audit(
            AuditLine(
                at=self._context.now,
                actor_kind=actor.kind,
                actor_id=actor.id,
                actor_name=actor.name,
                address=self._context.address,
                operation=self._context.operation,
                record=record,
                record_id=record_id,
                account_id=account_id,
                before=None if before is None else encode(before),
                after=None if after is None else encode(after),
            )
        )

    def _who(self) -> str:
        return self._context.actor.email or self._context.actor.id


def write(
    request: msgspec.Struct, context: Context, work: Callable[[Pen], Answer], *, shows_secret: bool = False
) -> Answer:
    """Do work in one transaction; its answer, once all of it is durable. A work that raises changes nothing.

    Under an Idempotency-Key the answer of the first time is given again, unless it showed a secret: that is kept
    nowhere. Raises KeyReused where that was another request or the actor had other rights, Conflict where it showed a
    secret, and whatever the work raises.
    """
    key = None if context.idempotency_key is None else _digest(context, context.idempotency_key)
    since = context.now - KEPT_FOR

    def written(ledger: Ledger) -> Answer:
        kept = None if key is None else ledger.kept_answer(key)
        if kept is not None and kept.at >= since:
            return _again(kept, request, context, shows_secret=shows_secret)
        answer = work(Pen(ledger, context))
        if key is not None:
            document = answer.document if isinstance(answer, DocumentAnswer) and not shows_secret else b""
            told = KeptAnswer(
                key=key,
                request=_request(request, context.actor),
                document=document,
                at=context.now,
                session_id=_session_of(answer),
            )
            ledger.keep_answer(told, since)
        return answer

    return context.store.write(written).result()


def _session_of(answer: Answer) -> str | None:
    """The session that an answer tells of."""
    if not isinstance(answer, DocumentAnswer) or answer.of not in _OF_SESSIONS:
        return None
    document: Mapping[str, Any] = msgspec.json.decode(answer.document)
    return document.get(_OF_SESSIONS[answer.of])


def _again(kept: KeptAnswer, request: msgspec.Struct, context: Context, *, shows_secret: bool) -> Answer:
    if kept.request != _request(request, context.actor):
        raise KeyReused("This Idempotency-Key came with another request before, or with other rights; nothing was done")
    if shows_secret:
        raise Conflict("This was done already under the same Idempotency-Key, and its secret was shown then")
    return DocumentAnswer(kept.document, context.answers, repeated=True) if kept.document else NOTHING


def _digest(context: Context, key: str) -> bytes:
    """Keys of one actor and operation are no business of another."""
    parts = (context.actor.kind, context.actor.id, context.operation, key)
    return blake2b(msgspec.msgpack.encode(parts), digest_size=16).digest()


def _request(request: msgspec.Struct, actor: Actor) -> bytes:
    """What tells this request from others, and from the same when it was made with other rights.

    A secret has no part in it: from a digest a password could be guessed.
    """
    told = msgspec.structs.replace(request, **dict.fromkeys(secret_members(type(request)).values()))
    limits = (actor.scope.accounts, actor.scope.customers, actor.scope.endpoints)
    rights = (actor.role, [None if each is None else sorted(each) for each in limits])
    # In JSON, which has numbers of any size, as the objects of a request may.
    return blake2b(msgspec.json.encode((told, rights)), digest_size=16).digest()
