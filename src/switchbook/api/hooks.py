"""The operations on hooks, the ways in for sources: list, get, make, change, other secrets, delete."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import msgspec

from switchbook import access
from switchbook.api.context import Context
from switchbook.api.granting import ids_named
from switchbook.api.listing import listed
from switchbook.api.operation import STAFF, Operation
from switchbook.api.records import stamps
from switchbook.api.scoping import Visible
from switchbook.api.sessions import refuse_other_accounts
from switchbook.api.types_hooks import (
    DeleteHook,
    FinishHookRotation,
    GetHook,
    HookInfo,
    ListHooks,
    NewHook,
    PatchHook,
    RotateHook,
)
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, Forbidden, NotFound
from switchbook.model.addresses import known_region
from switchbook.model.answer import NOTHING, Answer, DocumentAnswer, ListAnswer
from switchbook.model.wire_json import encode, instant
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_people import Hook


def list_hooks(request: ListHooks, context: Context) -> ListAnswer:
    """The hooks of whole accounts in scope. Raises as ListSessions does."""
    refuse_other_accounts(request.account_ids, context.actor.scope)
    return listed(request, context, _wanted(request, context), HookInfo, "source")


def get_hook(request: GetHook, context: Context) -> DocumentAnswer:
    """One hook, without its secrets. Raises NotFound."""
    return _answer(_seen(request.hook_id, context.store, context), context)


def new_hook(request: NewHook, context: Context) -> Answer:
    """Make a hook; the one made. Raises BadRequest and Forbidden."""
    source = (request.source or "").strip()
    if source not in context.sources:
        raise BadRequest.of_field("source", f"source is one of {', '.join(context.sources)}, not '{source}'")
    zone, region = _zone(request.time_zone), _region(request.region)

    def work(pen: Pen) -> Answer:
        visible = Visible(pen.directory, context.actor.scope)
        account = visible.account_named(request.account_id)
        if visible.narrowed:
            raise Forbidden("What comes through a hook is of a whole account, and you see a part of it")
        hook = access.new_hook(source, account.id, request.secret or "", time_zone=zone, region=region)
        return _keep(pen, pen.made(hook), None, context)

    return write(request, context, work)


def patch_hook(request: PatchHook, context: Context) -> Answer:
    """Change how a hook's payloads are read; the hook as it is then. Raises BadRequest and NotFound."""
    given: dict[str, str | None] = {}
    if request.time_zone is not None:
        given["time_zone"] = _zone(request.time_zone)
    if request.region is not None:
        given["region"] = _region(request.region)
    return _changed(request, context, request.hook_id, lambda hook: msgspec.structs.replace(hook, **given))


def rotate_hook(request: RotateHook, context: Context) -> Answer:
    """Give a hook one more secret; the hook as it is then. Raises NotFound, and BadRequest while it has two."""
    return _changed(request, context, request.hook_id, lambda hook: access.rotated(hook, request.secret or ""))


def finish_hook_rotation(request: FinishHookRotation, context: Context) -> Answer:
    """Leave a hook its newest secret alone; the hook as it is then. Raises NotFound, BadRequest where it has one."""
    return _changed(request, context, request.hook_id, access.rotation_finished)


def delete_hook(request: DeleteHook, context: Context) -> Answer:
    """Delete a hook. Raises NotFound."""

    def work(pen: Pen) -> Answer:
        before = _seen(request.hook_id, pen.ledger, context)
        pen.refuse_if_changed(_answer(before, context).document)
        pen.ledger.drop_hook(before.id)
        pen.tell("hook", before.id, before.account_id, before=info(before, context))
        return NOTHING

    return write(request, context, work)


def _changed(request: msgspec.Struct, context: Context, hook_id: str | None, change: Callable[[Hook], Hook]) -> Answer:
    """Change a hook; the hook as it is then. Raises NotFound, and what the change raises."""

    def work(pen: Pen) -> Answer:
        before = _seen(hook_id, pen.ledger, context)
        pen.refuse_if_changed(_answer(before, context).document)
        return _keep(pen, pen.changed(change(before)), before, context)

    return write(request, context, work)


def _wanted(request: ListHooks, context: Context) -> Iterator[HookInfo]:
    accounts = frozenset(ids_named(request.account_ids))
    last = context.store.last_deliveries()
    for hook in context.store.hooks():
        if _holds(hook, context) and (not accounts or hook.account_id in accounts):
            called = last.get(hook.id)
            told = info(hook, context)
            if called is not None:
                told = msgspec.structs.replace(
                    told, last_delivery=instant(called.at), last_delivery_quarantined=called.quarantined
                )
            yield told


def _holds(hook: Hook, context: Context) -> bool:
    """Whether all that comes through this hook is in the actor's scope."""
    visible = Visible(context.store.directory(), context.actor.scope)
    return visible.holds_account(hook.account_id) and not visible.narrowed


def _seen(hook_id: str | None, kept: Store | Ledger, context: Context) -> Hook:
    """The hook of this id. Raises NotFound for one that is not to be seen."""
    hook = kept.hook(hook_id or "")
    if hook is None or not _holds(hook, context):
        raise NotFound("Hook not found")
    return hook


def _zone(name: str | None) -> str | None:
    """The name of a time zone; None for an empty text. Raises BadRequest."""
    wanted = (name or "").strip()
    if not wanted:
        return None
    try:
        ZoneInfo(wanted)
    except (KeyError, ValueError, OSError) as unknown:
        raise BadRequest.of_field("timeZone", f"timeZone is one such as Europe/Berlin, not '{wanted}'") from unknown
    return wanted


def _region(letters: str | None) -> str | None:
    """The two letters of a country; None for an empty text. Raises BadRequest."""
    wanted = (letters or "").strip()
    region = known_region(wanted)
    if wanted and region is None:
        raise BadRequest.of_field("region", f"region is a country's two letters, such as DE, not '{wanted}'")
    return region


def _keep(pen: Pen, hook: Hook, before: Hook | None, context: Context) -> DocumentAnswer:
    """Keep a hook, audited; the hook as it is then."""
    pen.ledger.put_hook(hook)
    was = None if before is None else info(before, context)
    pen.tell("hook", hook.id, hook.account_id, before=was, after=info(hook, context))
    return _answer(hook, context)


def _answer(hook: Hook, context: Context) -> DocumentAnswer:
    return DocumentAnswer(encode(info(hook, context)), HookInfo)


def info(hook: Hook, context: Context) -> HookInfo:
    """A hook as it goes out: no secrets, and no last delivery, which would make of each delivery a new version."""
    account = context.store.directory().accounts.get(hook.account_id)
    return HookInfo(
        **stamps(hook),
        source=hook.source,
        account_id=hook.account_id,
        account_name=None if account is None else account.name,
        url=context.settings.hook_url(hook.source, hook.id),
        time_zone=hook.time_zone,
        region=hook.region,
        secrets=len(hook.secrets),
        caution=context.sources.get(hook.source),
    )


HOOKS: tuple[Operation, ...] = (
    Operation(
        name="ListHooks",
        verb="GET",
        route="/hooks",
        roles=STAFF,
        request=ListHooks,
        answer=HookInfo,
        lists=True,
        summary="Lists the hooks, the addresses that sources call, and when something last came through each.",
        handler=list_hooks,
    ),
    Operation(
        name="GetHook",
        verb="GET",
        route="/hooks/{hookId}",
        roles=STAFF,
        request=GetHook,
        answer=HookInfo,
        summary="Shows one hook, without its secrets.",
        handler=get_hook,
    ),
    Operation(
        name="NewHook",
        verb="POST",
        route="/hooks",
        roles=STAFF,
        request=NewHook,
        answer=HookInfo,
        summary="Makes a hook and tells the address that its source must call.",
        handler=new_hook,
    ),
    Operation(
        name="PatchHook",
        verb="PATCH",
        route="/hooks/{hookId}",
        roles=STAFF,
        request=PatchHook,
        answer=HookInfo,
        summary="Changes the time zone and the region that a hook's payloads are read by.",
        handler=patch_hook,
    ),
    Operation(
        name="RotateHook",
        verb="PUT",
        route="/hooks/{hookId}/secret",
        roles=STAFF,
        request=RotateHook,
        answer=HookInfo,
        summary="Gives a hook one more secret; the one it has stays good until the rotation is finished.",
        handler=rotate_hook,
    ),
    Operation(
        name="FinishHookRotation",
        verb="DELETE",
        route="/hooks/{hookId}/secret",
        roles=STAFF,
        request=FinishHookRotation,
        answer=HookInfo,
        summary="Drops the secret that a hook had before its newest.",
        handler=finish_hook_rotation,
    ),
    Operation(
        name="DeleteHook",
        verb="DELETE",
        route="/hooks/{hookId}",
        roles=STAFF,
        request=DeleteHook,
        summary="Deletes a hook, whose address answers 404 from then on; what came through it stays.",
        handler=delete_hook,
    ),
)
