"""The operations on payloads that could not be read: listed, read again, forgotten, as far as whole accounts go."""

from __future__ import annotations

from functools import partial
from typing import Any

from switchbook.api.context import Context
from switchbook.api.granting import ids_named
from switchbook.api.operation import STAFF, Operation
from switchbook.api.scoping import Visible
from switchbook.api.sessions import refuse_other_accounts
from switchbook.api.stretches import ascending, positions, stretched
from switchbook.api.types import Ids
from switchbook.api.types_quarantine import (
    DiscardQuarantined,
    ListQuarantine,
    QuarantinedInfo,
    Replayed,
    ReplayQuarantined,
    StillUnreadable,
)
from switchbook.api.writing import Pen, write
from switchbook.errors import Forbidden, GivenUp, NotFound
from switchbook.model.answer import NOTHING, Answer, ListAnswer
from switchbook.model.masking import masked
from switchbook.model.quarantine import QuarantineQuery
from switchbook.model.wire_json import encode, instant
from switchbook.stores.contract import JournalEntry, Ledger

# What is read again in one transaction, and how much of it an answer tells.
_STEP, _TOLD = 50, 100


def list_quarantine(request: ListQuarantine, context: Context) -> ListAnswer:
    """Payloads that could not be read. Raises BadRequest naming what cannot be understood.

    Raises Forbidden for accounts out of scope, and for who sees a part of their accounts: payloads are of whole ones.
    """
    visible = _visible(context)
    query = QuarantineQuery(
        accounts=_accounts(request.account_ids, context),
        sources=frozenset(ids_named(request.sources)) or None,
        positions=positions(ids_named(request.specific_ids)),
        ascending=ascending(request, "received"),
    )
    shown = partial(_shown, visible=visible)
    return stretched(request, context, query, context.store.quarantine, shown, QuarantinedInfo)


def replay_quarantined(request: ReplayQuarantined, context: Context) -> Replayed:
    """Read payloads again, in small steps, each durable by itself; what came of it.

    Raises NotFound where one that is named is not there, Forbidden as the list does, GivenUp, between two steps, when
    nobody waits any more.
    """
    _visible(context)
    named = ids_named(request.specific_ids)
    query = QuarantineQuery(
        accounts=_accounts(request.account_ids, context),
        sources=frozenset(ids_named(request.sources)) or None,
        positions=positions(named),
        ascending=True,
        counted=False,
    )
    places = [entry.position for entry in context.store.quarantine(query)[1]]
    missing = set(named) - {str(place) for place in places}
    if missing:
        raise NotFound(f"There is no payload {min(missing)} in quarantine")
    taken, unread, sessions = 0, list[StillUnreadable](), dict[str, None]()
    for start in range(0, len(places), _STEP):
        if context.patience.gone:
            raise GivenUp("nobody waits for these payloads to be read any more")
        step = partial(_read_again, places=places[start : start + _STEP], context=context)
        for place, (session_id, error) in context.store.write(step).result().items():
            taken += error is None
            unread += [StillUnreadable(str(place), error)] if error is not None else []
            sessions |= {session_id: None} if session_id is not None and error is None else {}
    return Replayed(taken, len(unread), tuple(sessions)[:_TOLD], tuple(unread[:_TOLD]))


def discard_quarantined(request: DiscardQuarantined, context: Context) -> Answer:
    """Forget a payload. Raises NotFound where there is none to be seen, Forbidden as the list does."""
    _visible(context)

    def work(pen: Pen) -> Answer:
        place = min(positions([request.payload_id or ""]) or (0,))
        entry = pen.ledger.quarantined(place)
        allowed = context.actor.scope.accounts
        if entry is None or (allowed is not None and entry.account_id not in allowed):
            raise NotFound(f"There is no payload {request.payload_id} in quarantine")
        pen.ledger.drop_entries([place])
        pen.tell("quarantine", str(place), entry.account_id, before=_told(entry))
        return NOTHING

    return write(request, context, work)


def _read_again(ledger: Ledger, places: list[int], context: Context) -> dict[int, tuple[str | None, str | None]]:
    """One transaction; of each place its session and its error."""
    pen, done = Pen(ledger, context), dict[int, tuple[str | None, str | None]]()
    for place in places:
        entry = ledger.quarantined(place)
        if entry is None:
            continue  # somebody else has read or forgotten it meanwhile
        session_id, error = done[place] = context.reread(ledger, entry)
        # What still cannot be read stays as it was but for its error; what can be is no longer there.
        before = _told(entry)
        after = {"sessionId": session_id} if error is None else {**before, "error": error}
        pen.tell("quarantine", str(place), entry.account_id, before=before, after=after)
    return done


def _visible(context: Context) -> Visible:
    visible = Visible(context.store.directory(), context.actor.scope)
    if visible.narrowed:
        raise Forbidden("What could not be read is of whole accounts, and you see a part of yours")
    return visible


def _accounts(named: Ids, context: Context) -> frozenset[str] | None:
    refuse_other_accounts(named, context.actor.scope)
    return frozenset(ids_named(named)) or context.actor.scope.accounts


def _told(entry: JournalEntry) -> dict[str, Any]:
    """What the audit trail says of it; what was sent may say more than the trail may keep."""
    return {"source": entry.source, "received": instant(entry.received), "error": entry.error}


def _shown(entry: JournalEntry, visible: Visible) -> bytes:
    account = visible.directory.accounts.get(entry.account_id)
    info = QuarantinedInfo(
        id=str(entry.position),
        account_id=entry.account_id,
        account_name=None if account is None else account.name,
        received=instant(entry.received),
        source=entry.source,
        content_type=entry.content_type or None,
        error=entry.error,
        payload=masked(entry.payload.decode("utf-8", "replace")),
        bytes=len(entry.payload),
    )
    return encode(info)


QUARANTINE: tuple[Operation, ...] = (
    Operation(
        name="ListQuarantine",
        verb="GET",
        route="/quarantine",
        roles=STAFF,
        request=ListQuarantine,
        answer=QuarantinedInfo,
        lists=True,
        summary="Lists the payloads that could not be read, newest first.",
        handler=list_quarantine,
    ),
    Operation(
        name="ReplayQuarantined",
        verb="POST",
        route="/quarantine/replay",
        roles=STAFF,
        request=ReplayQuarantined,
        answer=Replayed,
        summary="Reads payloads again that could not be read: those named, or all that pass the filters.",
        handler=replay_quarantined,
    ),
    Operation(
        name="DiscardQuarantined",
        verb="DELETE",
        route="/quarantine/{payloadId}",
        roles=STAFF,
        request=DiscardQuarantined,
        summary="Forgets a payload that could not be read, for good.",
        handler=discard_quarantined,
    ),
)
