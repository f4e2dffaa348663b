"""The operations on API keys: list, get, make, change, another secret, revoke, delete."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from switchbook import access
from switchbook.api.context import Context
from switchbook.api.granting import Grants, account_of, changed_limit, ids_named, role_named, shown_limits
from switchbook.api.listing import listed
from switchbook.api.moments import moment
from switchbook.api.operation import STAFF, Operation
from switchbook.api.records import named, stamps
from switchbook.api.sessions import refuse_other_accounts
from switchbook.api.types_keys import (
    DeleteKey,
    GetKey,
    KeyInfo,
    KeySecret,
    ListKeys,
    NewKey,
    PatchKey,
    RevokeKey,
    RotateKey,
)
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, Conflict, Forbidden, NotFound
from switchbook.model.answer import NOTHING, Answer, DocumentAnswer, ListAnswer
from switchbook.model.directory import Directory
from switchbook.model.matching import fold
from switchbook.model.wire_json import encode, instant
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_people import ApiKey

_GRACE_HOURS, _LONGEST_GRACE_HOURS = 24, 168


def list_keys(request: ListKeys, context: Context) -> ListAnswer:
    """The keys that pass every filter and have no more than the actor has. Raises as ListSessions does."""
    refuse_other_accounts(request.account_ids, context.actor.scope)
    return listed(request, context, _wanted(request, context), KeyInfo)


def get_key(request: GetKey, context: Context) -> DocumentAnswer:
    """One key, without its secret. Raises NotFound."""
    directory = context.store.directory()
    return _answer(_seen(request.key_id, context.store, Grants(context.actor, directory)), directory)


def new_key(request: NewKey, context: Context) -> Answer:
    """Make a key; the one made with its secret, this once. Raises BadRequest and Forbidden."""
    role = role_named(request.role)
    key, secret = access.new_key(named(request.name), role, expires=_expiry(request.expires, context))

    def work(pen: Pen) -> Answer:
        grants = Grants(context.actor, pen.directory)
        limits = grants.limits(
            role, ids_named(request.account_ids), ids_named(request.customer_ids), ids_named(request.endpoint_ids)
        )
        made = msgspec.structs.replace(key, **msgspec.structs.asdict(limits))
        grants.refuse_excess(made)
        return _keep(pen, pen.made(made), None, secret)

    return write(request, context, work, shows_secret=True)


def patch_key(request: PatchKey, context: Context) -> Answer:
    """Change what is given of a key; the key as it is then. Raises as NewKey does, and NotFound."""
    given: dict[str, Any] = {}
    if request.name is not None:
        given["name"] = named(request.name)
    if request.role is not None:
        given["role"] = role_named(request.role)
    if request.expires is not None:
        given["expires"] = _expiry(request.expires, context)

    def work(pen: Pen) -> Answer:
        grants = Grants(context.actor, pen.directory)
        before = _seen(request.key_id, pen.ledger, grants)
        pen.refuse_if_changed(_answer(before, pen.directory).document)
        after = msgspec.structs.replace(before, **given)
        if request.role is not None or request.account_ids or request.customer_ids or request.endpoint_ids:
            limits = grants.limits(
                after.role,
                changed_limit(request.account_ids, before.accounts),
                changed_limit(request.customer_ids, before.customers),
                changed_limit(request.endpoint_ids, before.endpoints),
                before,
            )
            after = msgspec.structs.replace(after, **msgspec.structs.asdict(limits))
        grants.refuse_excess(after)
        return _keep(pen, pen.changed(after), before)

    return write(request, context, work)


def rotate_key(request: RotateKey, context: Context) -> Answer:
    """Give a key another secret; the key with it, this once. Raises BadRequest, NotFound, and Conflict when revoked."""
    hours = _GRACE_HOURS if request.grace_hours is None else request.grace_hours
    if not 0 <= hours <= _LONGEST_GRACE_HOURS:
        raise BadRequest.of_field("graceHours", f"graceHours is from 0 to {_LONGEST_GRACE_HOURS}, not {hours}")

    def work(pen: Pen) -> Answer:
        before = _seen(request.key_id, pen.ledger, Grants(context.actor, pen.directory))
        pen.refuse_if_changed(_answer(before, pen.directory).document)
        if before.revoked:
            raise Conflict("This key is revoked: make another one")
        key, secret = access.with_new_secret(before, context.now + timedelta(hours=hours))
        return _keep(pen, pen.changed(key), before, secret)

    return write(request, context, work, shows_secret=True)


def revoke_key(request: RevokeKey, context: Context) -> Answer:
    """Make a key work no more; the key as it is then. Raises NotFound."""

    def work(pen: Pen) -> Answer:
        before = _seen(request.key_id, pen.ledger, Grants(context.actor, pen.directory))
        pen.refuse_if_changed(_answer(before, pen.directory).document)
        return _keep(pen, pen.changed(msgspec.structs.replace(before, revoked=True)), before)

    return write(request, context, work)


def delete_key(request: DeleteKey, context: Context) -> Answer:
    """Delete a key. Raises NotFound."""

    def work(pen: Pen) -> Answer:
        before = _seen(request.key_id, pen.ledger, Grants(context.actor, pen.directory))
        pen.refuse_if_changed(_answer(before, pen.directory).document)
        pen.ledger.drop_key(before.id)
        pen.tell("key", before.id, account_of(before), before=info(before, pen.directory))
        return NOTHING

    return write(request, context, work)


def _wanted(request: ListKeys, context: Context) -> Iterator[KeyInfo]:
    directory = context.store.directory()
    grants = Grants(context.actor, directory)
    accounts = frozenset(ids_named(request.account_ids))
    used = context.store.last_used()
    name = fold(request.name_filter or "")
    for key in context.store.api_keys():
        own = access.scope_of(key, directory).accounts
        if (
            name in fold(key.name)
            and (not accounts or (own is not None and not accounts.isdisjoint(own)))
            and grants.holds(key)
        ):
            day = used.get(key.id)
            yield msgspec.structs.replace(info(key, directory), last_used=None if day is None else day.isoformat())


def _seen(key_id: str | None, kept: Store | Ledger, grants: Grants) -> ApiKey:
    """The key of this id. Raises NotFound for one that is not, or has more than the actor."""
    key = kept.key_by_id(key_id or "")
    if key is None or not grants.holds(key):
        raise NotFound("Key not found")
    return key


def _expiry(text: str | None, context: Context) -> datetime | None:
    """When a key stops working; None for an empty text.

    Raises BadRequest for a time that is no more, Forbidden for one after the actor's own key stops working.
    """
    when = moment("expires", text or None, ZoneInfo(context.settings.day_zone), whole_day=timedelta(0))
    if when is not None and when <= context.now:
        raise BadRequest.of_field("expires", "expires lies in the past: revoke the key instead")
    until = context.actor.until if context.actor.kind == "key" else None
    if until is not None and (when is None or when > until):
        raise Forbidden(f"Your own key expires at {instant(until)}: name a time in expires that is no later")
    return when


def _keep(pen: Pen, key: ApiKey, before: ApiKey | None, secret: str | None = None) -> Answer:
    """Keep a key, audited; the key as it is then, with its secret where one is to be shown."""
    pen.ledger.put_key(key)
    shown = info(key, pen.directory)
    was = None if before is None else info(before, pen.directory)
    pen.tell("key", key.id, account_of(key, before), before=was, after=shown)
    if secret is None:
        return _answer(key, pen.directory)
    return KeySecret(**msgspec.structs.asdict(shown), key=secret)


def _answer(key: ApiKey, directory: Directory) -> DocumentAnswer:
    return DocumentAnswer(encode(info(key, directory)), KeyInfo)


def info(key: ApiKey, directory: Directory) -> KeyInfo:
    """A key as it goes out: no secret."""
    return KeyInfo(
        **stamps(key),
        **shown_limits(access.scope_of(key, directory), directory),
        name=key.name,
        role=key.role,
        expires=None if key.expires is None else instant(key.expires),
        revoked=key.revoked,
        old_until=None if key.old_until is None else instant(key.old_until),
    )


KEYS: tuple[Operation, ...] = (
    Operation(
        name="ListKeys",
        verb="GET",
        route="/keys",
        roles=STAFF,
        request=ListKeys,
        answer=KeyInfo,
        lists=True,
        summary="Lists the API keys that pass every filter given and have no more than who asks.",
        handler=list_keys,
    ),
    Operation(
        name="GetKey",
        verb="GET",
        route="/keys/{keyId}",
        roles=STAFF,
        request=GetKey,
        answer=KeyInfo,
        summary="Shows one API key, without its secret.",
        handler=get_key,
    ),
    Operation(
        name="NewKey",
        verb="POST",
        route="/keys",
        roles=STAFF,
        request=NewKey,
        answer=KeySecret,
        summary="Makes an API key and shows its secret, this once.",
        handler=new_key,
    ),
    Operation(
        name="PatchKey",
        verb="PATCH",
        route="/keys/{keyId}",
        roles=STAFF,
        request=PatchKey,
        answer=KeyInfo,
        summary="Changes what is given of an API key.",
        handler=patch_key,
    ),
    Operation(
        name="RotateKey",
        verb="POST",
        route="/keys/{keyId}/rotate",
        roles=STAFF,
        request=RotateKey,
        answer=KeySecret,
        summary="Gives an API key another secret and shows it, this once; the one before stays good for a while.",
        handler=rotate_key,
    ),
    Operation(
        name="RevokeKey",
        verb="POST",
        route="/keys/{keyId}/revoke",
        roles=STAFF,
        request=RevokeKey,
        answer=KeyInfo,
        summary="Makes an API key work no more; it stays on the list.",
        handler=revoke_key,
    ),
    Operation(
        name="DeleteKey",
        verb="DELETE",
        route="/keys/{keyId}",
        roles=STAFF,
        request=DeleteKey,
        summary="Deletes an API key, which works no more.",
        handler=delete_key,
    ),
)
