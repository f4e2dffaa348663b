"""The operation DeleteSessions: ended sessions of an account and a time leave the book for good.

It goes in small steps, each a transaction of its own, so that whatever is taken in meanwhile waits for one step at the
most. What was deleted stays deleted if the rest is given up; asked again, it goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec

from switchbook.api.context import Context
from switchbook.api.moments import moment
from switchbook.api.operation import STAFF, Operation
from switchbook.api.scoping import Visible
from switchbook.api.sessions import refuse_other_accounts, zone_of
from switchbook.api.types_deleting import DeletedSessions, DeleteSessions
from switchbook.api.writing import Pen
from switchbook.errors import BadRequest, FieldError, Forbidden, GivenUp, LeftEmpty
from switchbook.model.actor import Scope
from switchbook.model.answer import NOTHING, Answer
from switchbook.model.query import SessionQuery
from switchbook.model.wire_json import instant
from switchbook.stores.contract import Ledger
from switchbook.stores.contract_sessions import STEP


class Range(msgspec.Struct, frozen=True):
    """Which sessions are meant: of this account, created from `start` to before `end` (aware UTC)."""

    account_id: str
    start: datetime
    end: datetime


def delete_sessions(request: DeleteSessions, context: Context) -> Answer:
    """Delete what is asked for; only who says whether it is a dry run is told what was done. Raises as `range_of`."""
    wanted = range_of(request, context)
    done = counted(wanted, context) if request.dry_run else delete_range(wanted, context)
    return NOTHING if request.dry_run is None else done


def range_of(request: DeleteSessions, context: Context) -> Range:
    """The sessions that a request means.

    Raises LeftEmpty naming every member that is not given, BadRequest for one that cannot be read, for an end that is
    not after its start and for an account there is none of, Forbidden for an account outside the actor's scope and for
    an actor who is limited to a part of an account.
    """
    members = ("accountId", request.account_id), ("startDateTime", request.start_date_time)
    missing = [name for name, given in (*members, ("endDateTime", request.end_date_time)) if not (given or "").strip()]
    if missing:
        told = [FieldError(LeftEmpty.code, name, f"{name} is wanted") for name in missing]
        raise LeftEmpty(f"To delete sessions, {' and '.join(missing)} must be given", errors=told)
    account_id = request.account_id or ""
    refuse_other_accounts((account_id,), context.actor.scope, "accountId")
    if Visible(context.store.directory(), context.actor.scope).narrowed:
        raise Forbidden("You may see a part of this account only, so you may not delete its sessions")
    if account_id not in context.store.account_ids():
        raise BadRequest.of_field("accountId", f"there is no account '{account_id}'")
    zone, as_is = zone_of(None, context), timedelta(0)
    start = moment("startDateTime", request.start_date_time, zone, whole_day=as_is)
    end = moment("endDateTime", request.end_date_time, zone, whole_day=as_is)
    if start is None or end is None or end <= start:
        raise BadRequest.of_field("endDateTime", "endDateTime is after startDateTime")
    return Range(account_id, start, end)


def counted(wanted: Range, context: Context) -> DeletedSessions:
    """How many sessions there are to be deleted, and how many that are not over."""

    def count(*, ended: bool) -> int:
        query = SessionQuery(
            scope=Scope(accounts=frozenset({wanted.account_id})),
            both_shelves=True,
            start=wanted.start,
            end=wanted.end,
            ended=ended,
            limit=0,
        )
        return context.store.find(query, lambda: context.patience.gone).total or 0

    return DeletedSessions(matching=count(ended=True), left_running=count(ended=False))


def delete_range(
    wanted: Range, context: Context, told: Callable[[DeletedSessions], None] | None = None
) -> DeletedSessions:
    """Delete these sessions; what was done. `told` hears what was done so far after each step.

    The audit trail has a line for it; where it took several steps, one of its beginning and one of its end. Raises
    GivenUp, between two steps, when nobody waits any more.
    """
    done = counted(wanted, context)
    more = True
    while more:
        if context.patience.gone:
            if done.deleted:
                context.store.write(partial(_tell, context, wanted, after=done)).result()
            raise GivenUp("nobody waits for these sessions to be deleted any more")
        done, more = context.store.write(partial(_step, context, wanted, done)).result()
        if told is not None:
            told(done)
    return done


def _step(context: Context, wanted: Range, done: DeletedSessions, ledger: Ledger) -> tuple[DeletedSessions, bool]:
    """One transaction: what is done by then, and whether there may be more to do."""
    found = ledger.ended_sessions(wanted.account_id, wanted.start, wanted.end, STEP)
    deleted = sum(ledger.delete(session_id) for session_id in found)
    before, more = done, len(found) == STEP
    done = msgspec.structs.replace(done, deleted=done.deleted + deleted)
    if before.deleted == 0 or not more:
        _tell(context, wanted, ledger, before=None if before.deleted else before, after=None if more else done)
    return done, more


def _tell(
    context: Context,
    wanted: Range,
    ledger: Ledger,
    *,
    before: DeletedSessions | None = None,
    after: DeletedSessions | None = None,
) -> None:
    """What the audit trail calls the sessions is their range, as ISO-8601 writes an interval."""
    span = f"{instant(wanted.start)}/{instant(wanted.end)}"
    Pen(ledger, context).tell("session", span, wanted.account_id, before=before, after=after)


DELETING: tuple[Operation, ...] = (
    Operation(
        name="DeleteSessions",
        verb="DELETE",
        route="/sessions",
        roles=STAFF,
        request=DeleteSessions,
        answer=DeletedSessions,
        summary="Deletes for good the ended sessions of an account that were created in a time, live and archived. "
        "Those that are not over are left: what comes of them next would bring them back.",
        handler=delete_sessions,
    ),
)
