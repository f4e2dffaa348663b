"""The operations that check an account, give its hooks new secrets, and give it a logo."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterator

import msgspec

from switchbook.api.accounts import TWILIO, answer_of, keep
from switchbook.api.context import Context
from switchbook.api.hooks import info
from switchbook.api.operation import ADMINISTRATORS, STAFF, Operation
from switchbook.api.scoping import Visible
from switchbook.api.types_account_care import (
    AccountCheck,
    AccountFinding,
    AccountTokens,
    CheckAccount,
    CheckedHook,
    NewHookSecret,
    RegenerateAccountTokens,
    SetAccountLogo,
)
from switchbook.api.types_accounts import AccountInfo
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, Conflict, NotActing
from switchbook.model.answer import Answer
from switchbook.model.directory import Account
from switchbook.model.directory_check import problems
from switchbook.model.picture import LARGEST, Picture, kind_of
from switchbook.model.wire_json import instant
from switchbook.stores.contract_people import Hook

_SECRET_BYTES = 32


def check_account(request: CheckAccount, context: Context) -> AccountCheck:
    """What is to be said of an account: what it holds, its hooks, and all that is wrong. Raises NotFound, Forbidden."""
    store = context.store
    directory = store.directory()
    account = Visible(directory, context.actor.scope).account_kept(request.account_id)
    hooks = _checked(context, account)
    wrong = [AccountFinding(each.record, each.record_id, each.problem) for each in problems(directory, account)]
    return AccountCheck(
        account_id=account.id,
        account_name=account.name,
        sessions=store.session_count(account.id),
        customers=sum(each.account_id == account.id for each in directory.customers.values()),
        endpoints=sum(each.account_id == account.id for each in directory.endpoints.values()),
        hooks=hooks,
        findings=(*wrong, *_wrong_ways_in(account, hooks)),
    )


def regenerate_account_tokens(request: RegenerateAccountTokens, context: Context) -> Answer:
    """Give the hooks of an account new secrets; which ones.

    Raises NotFound, Forbidden, Conflict where there is no hook, NotActing where only Twilio could make new ones.
    """

    def work(pen: Pen) -> Answer:
        account = Visible(pen.directory, context.actor.scope).account_kept(request.account_id)
        hooks = [hook for hook in pen.ledger.hooks() if hook.account_id == account.id]
        if not hooks:
            raise Conflict("This account has no hooks, so it has no tokens here")
        told = tuple(_renewed(pen, hook, request.twilio_auth_token or None, context) for hook in hooks)
        if not any(each.changed for each in told):
            raise NotActing("Only Twilio makes new tokens of a Twilio account: make one there, then give it here")
        return AccountTokens(account.id, told)

    return write(request, context, work, shows_secret=True)


def set_account_logo(request: SetAccountLogo, context: Context) -> Answer:
    """Give an account a logo, in place of the one it had; the account as it is then. Raises BadRequest and NotFound."""
    content = _content(request.content)
    kind = kind_of(content)
    if kind is None or len(content) > LARGEST:
        raise BadRequest.of_field("content", f"content is a PNG, JPEG or GIF of at most {LARGEST} bytes, in Base64")

    def work(pen: Pen) -> Answer:
        visible = Visible(pen.directory, context.actor.scope)
        before = visible.account_kept(request.account_id)
        pen.refuse_if_changed(answer_of(before, visible, context).document)
        picture = Picture(id=secrets.token_hex(12), account_id=before.id, content_type=kind, content=content)
        if before.logo_id is not None:
            pen.ledger.drop_picture(before.logo_id)
        pen.ledger.put_picture(picture)
        return keep(pen, pen.changed(msgspec.structs.replace(before, logo_id=picture.id)), before, context)

    return write(request, context, work)


def _content(text: str | None) -> bytes:
    """What Base64 spells, white space between left out; nothing where it spells nothing."""
    try:
        return base64.b64decode("".join((text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _checked(context: Context, account: Account) -> tuple[CheckedHook, ...]:
    last = context.store.last_deliveries()
    return tuple(
        CheckedHook(
            id=hook.id,
            source=hook.source,
            url=context.settings.hook_url(hook.source, hook.id),
            secrets=len(hook.secrets),
            last_delivery=instant(last[hook.id].at) if hook.id in last else None,
        )
        for hook in context.store.hooks()
        if hook.account_id == account.id
    )


def _wrong_ways_in(account: Account, hooks: tuple[CheckedHook, ...]) -> Iterator[AccountFinding]:
    if account.is_byoa and not any(hook.source == TWILIO for hook in hooks):
        yield AccountFinding("account", account.id, "It brings a Twilio account, but has no hook for it")
    for hook in hooks:
        if hook.last_delivery is None:
            yield AccountFinding("hook", hook.id, "Nothing has come through it yet")
        if hook.secrets > 1:
            yield AccountFinding("hook", hook.id, "Its old secret is good still: finish the rotation")


def _renewed(pen: Pen, hook: Hook, twilio_token: str | None, context: Context) -> NewHookSecret:
    """Give a hook one more secret, if it can be; what became of it. Of those it has, the newest stays."""
    secret = twilio_token if hook.source == TWILIO else secrets.token_urlsafe(_SECRET_BYTES)
    if secret is None or secret == hook.secrets[-1]:
        return NewHookSecret(hook.id, hook.source, changed=False)
    after = pen.changed(msgspec.structs.replace(hook, secrets=(hook.secrets[-1], secret)))
    pen.ledger.put_hook(after)
    pen.tell("hook", hook.id, hook.account_id, before=info(hook, context), after=info(after, context))
    shown = None if hook.source == TWILIO else secret
    return NewHookSecret(hook.id, hook.source, changed=True, secret=shown)


ACCOUNT_CARE: tuple[Operation, ...] = (
    Operation(
        name="CheckAccount",
        verb="POST",
        route="/accounts/{accountId}/check",
        roles=STAFF,
        request=CheckAccount,
        answer=AccountCheck,
        summary="Checks an account: what the directory has in it, its hooks, and when each was last called.",
        handler=check_account,
    ),
    Operation(
        name="SetAccountLogo",
        verb="POST",
        route="/accounts/{accountId}/logo",
        roles=ADMINISTRATORS,
        request=SetAccountLogo,
        answer=AccountInfo,
        summary="Gives an account a logo, in place of the one it had.",
        handler=set_account_logo,
    ),
    Operation(
        name="RegenerateAccountTokens",
        verb="POST",
        route="/accounts/{accountId}/tokens",
        roles=ADMINISTRATORS,
        request=RegenerateAccountTokens,
        answer=AccountTokens,
        summary="Gives the hooks of an account new secrets; the ones before stay good until it is asked again.",
        handler=regenerate_account_tokens,
    ),
)
