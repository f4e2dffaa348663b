"""The operation ListSessionChanges: what changed, in order of arrival, so that a pull misses nothing."""

from __future__ import annotations

from collections.abc import Iterable

from switchbook.api.context import Context
from switchbook.api.sessions import count_per_page, refuse_other_accounts
from switchbook.api.types import Ids, ListSessionChanges, SessionChanges
from switchbook.model.answer import DocumentAnswer
from switchbook.model.wire_json import encode
from switchbook.stores.contract_changes import Change

DEFAULT_COUNT = 100


def list_session_changes(request: ListSessionChanges, context: Context) -> DocumentAnswer:
    """What the actor may see of what changed after a position, each session once.

    Raises BadRequest and Forbidden as ListSessions does, PositionExpired when the position is no longer known.
    """
    scope = context.actor.scope
    refuse_other_accounts(request.account_ids, scope)
    count = count_per_page(request.count_per_page, context.settings.max_count_per_page, DEFAULT_COUNT)
    found = context.store.changes(scope, accounts_asked(request.account_ids), request.after or None, count)
    items = b",".join(map(written, found.items))
    rest = encode({"next": found.next, "hasMore": found.has_more})[1:]
    return DocumentAnswer(b'{"items":[' + items + b"]," + rest, SessionChanges)


def accounts_asked(account_ids: Ids) -> frozenset[str] | None:
    """The accounts that a list names; None when it names none, which means all."""
    return frozenset(each for each in account_ids if each is not None) if account_ids else None


def written(change: Change) -> bytes:
    """A change as wire-ready JSON."""
    told: Iterable[tuple[str, object]] = (
        ("position", change.position),
        ("kind", change.kind.value),
        ("sessionId", change.session_id),
        ("into", change.into),
    )
    head = encode({name: value for name, value in told if value is not None})
    return head if change.document is None else head[:-1] + b',"session":' + change.document + b"}"
