"""The operations on accounts: list, get, make and change; and an account as it goes out."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

import msgspec

from switchbook.api import hooks
from switchbook.api.context import Context
from switchbook.api.listing import listed
from switchbook.api.operation import ADMINISTRATORS, STAFF, Operation
from switchbook.api.records import filled, named, stamps
from switchbook.api.scoping import Visible
from switchbook.api.types_accounts import AccountInfo, GetAccount, ListAccounts, NewAccount, PatchAccount
from switchbook.api.types_directory import AccountRow
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, Conflict, FieldError, Forbidden, LeftEmpty
from switchbook.model.actor import Actor
from switchbook.model.answer import Answer, DocumentAnswer, ListAnswer
from switchbook.model.directory import Account, Directory
from switchbook.model.matching import fold
from switchbook.model.wire_json import encode
from switchbook.stores.contract_people import Hook

TWILIO = "twilio"
_ACCOUNT_SID = re.compile("AC[0-9a-fA-F]{32}")
_LONGEST_RETENTION = 36_500


def list_accounts(request: ListAccounts, context: Context) -> ListAnswer:
    """The accounts that pass every filter and that the actor may see. Raises BadRequest."""
    visible = Visible(context.store.directory(), context.actor.scope)
    found = (info(each, visible, context) for each in _wanted(request, visible))
    # What is not told of an account is not searched by either.
    called = (each for each in found if not request.reference_ids or each.reference_id in request.reference_ids)
    return listed(request, context, called, AccountInfo)


def get_account(request: GetAccount, context: Context) -> DocumentAnswer:
    """One account. Raises NotFound."""
    visible = Visible(context.store.directory(), context.actor.scope)
    return answer_of(visible.account(request.account_id), visible, context)


def new_account(request: NewAccount, context: Context) -> Answer:
    """Make an account, and a hook for its Twilio account; the account made.

    Raises BadRequest, Forbidden outside the scope, and Conflict where its Twilio account or reference id is taken.
    """
    sid = _own_twilio(request)

    def work(pen: Pen) -> Answer:
        visible = Visible(pen.directory, context.actor.scope)
        account = pen.made(
            Account(
                id=secrets.token_hex(12),
                name=named(request.name),
                parent_account_id=_parent_of_new(visible, context.actor, request.parent_account_id),
                reference_id=request.reference_id or None,
                twilio_account_sid=sid,
                is_byoa=sid is not None,
            )
        )
        answer = keep(pen, account, None, context)
        if request.twilio_auth_token:
            own = (request.twilio_auth_token,)
            hook = pen.made(Hook(id=secrets.token_hex(12), source=TWILIO, account_id=account.id, secrets=own))
            pen.ledger.put_hook(hook)
            pen.tell("hook", hook.id, account.id, after=hooks.info(hook, context))
        return answer

    return write(request, context, work)


def patch_account(request: PatchAccount, context: Context) -> Answer:
    """Change what is given of an account; the account as it is then. Raises as NewAccount does, and NotFound."""
    refuse_numbers(request)

    def work(pen: Pen) -> Answer:
        visible = Visible(pen.directory, context.actor.scope)
        before = visible.account_kept(request.account_id)
        pen.refuse_if_changed(answer_of(before, visible, context).document)
        given = filled(request, Account, but=("account_id",))
        if request.name is not None:
            given["name"] = named(request.name)
        if request.parent_account_id is not None:
            given["parent_account_id"] = _new_parent(visible, context.actor, before, request.parent_account_id)
        if request.logo_id not in (None, "", before.logo_id):
            raise BadRequest.of_field("logoId", "logoId is empty, or that of the logo it has: SetAccountLogo gives one")
        if request.logo_id == "" and before.logo_id is not None:
            pen.ledger.drop_picture(before.logo_id)
        return keep(pen, pen.changed(msgspec.structs.replace(before, **given)), before, context)

    return write(request, context, work)


def info(account: Account, visible: Visible, context: Context) -> AccountInfo:
    """An account as it goes out to the actor."""
    told = whole(account, visible.directory, context)
    above = told.parent_account_id if visible.holds_account(told.parent_account_id or "") else None
    ancestors = tuple(each for each in told.ancestor_ids if visible.holds_account(each))
    told = msgspec.structs.replace(told, parent_account_id=above, ancestor_ids=ancestors)
    if context.actor.role in STAFF and not visible.narrowed:
        return told
    return msgspec.structs.replace(
        told,
        twilio_account_sid=None,
        max_phone_numbers=None,
        trust_hub_profile_sid=None,
        billing_settings=None,
        reference_id=None,
        retention_days=None,
    )


def whole(account: Account, directory: Directory, context: Context) -> AccountInfo:
    """All that is to be told of an account, as the audit trail has it."""
    logo = f"{context.settings.base_url}/logos/{account.logo_id}"
    return AccountInfo(
        **stamps(account),
        name=account.name,
        parent_account_id=account.parent_account_id,
        twilio_account_sid=account.twilio_account_sid,
        ancestor_ids=directory.account_ancestors(account.id),
        max_phone_numbers=account.max_phone_numbers,
        is_byoa=account.is_byoa,
        trust_hub_profile_sid=account.trust_hub_profile_sid,
        logo_id=account.logo_id,
        logo_uri=None if account.logo_id is None else logo,
        billing_settings=account.billing_settings,
        reference_id=account.reference_id,
        retention_days=account.retention_days,
    )


def answer_of(account: Account, visible: Visible, context: Context) -> DocumentAnswer:
    """The answer that shows an account to the actor."""
    return DocumentAnswer(encode(info(account, visible, context)), AccountInfo)


def account_conflict(account: Account, directory: Directory) -> str | None:
    """What stands against this account being in the directory; None where nothing does."""
    for other in directory.accounts.values():
        if other.id == account.id:
            continue
        if account.reference_id is not None and other.reference_id == account.reference_id:
            return f"Another account has the reference id '{account.reference_id}'"
        if account.twilio_account_sid is not None and other.twilio_account_sid == account.twilio_account_sid:
            return "Another account has this Twilio account"
    return None


def _wanted(request: ListAccounts, visible: Visible) -> Iterator[Account]:
    directory = visible.directory
    # To ask for what is below an account that is not to be seen would tell of the tree.
    parents = {each for each in request.parent_account_ids if each and visible.holds_account(each)}
    below = frozenset[str]().union(*map(directory.account_subtree, parents)) - parents
    name = fold(request.name_filter or "")
    for account in directory.accounts.values():
        if (
            visible.holds_account(account.id)
            and (
                not request.parent_account_ids
                or (account.parent_account_id in parents if request.shallow_parent else account.id in below)
            )
            and name in fold(account.name)
        ):
            yield account


def _own_twilio(request: NewAccount) -> str | None:
    """The Twilio account that a new account brings. Raises LeftEmpty and BadRequest."""
    sid, token = request.twilio_account_sid or "", request.twilio_auth_token or ""
    missing = [name for name, value in (("twilioAccountSid", sid), ("twilioAuthToken", token)) if not value]
    if len(missing) == 1:
        message = f"{missing[0]} is wanted: an account brings a Twilio account with its token, or none"
        raise LeftEmpty(message, errors=(FieldError(LeftEmpty.code, missing[0], message),))
    return twilio_sid(sid)


def twilio_sid(told: str) -> str | None:
    """The id of a Twilio account; None for an empty text. Raises BadRequest for what is none."""
    if told and not _ACCOUNT_SID.fullmatch(told):
        raise BadRequest.of_field("twilioAccountSid", "twilioAccountSid is AC and 32 hexadecimal digits")
    return told or None


def refuse_numbers(request: PatchAccount | AccountRow) -> None:
    """Raise BadRequest naming every number that cannot be."""
    wrong = [
        FieldError(BadRequest.code, name, f"{name} is from 0 to {most}, not {number}")
        for name, number, most in (
            ("maxPhoneNumbers", request.max_phone_numbers, 2**31 - 1),
            ("retentionDays", request.retention_days, _LONGEST_RETENTION),
        )
        if number is not None and not 0 <= number <= most
    ]
    if wrong:
        raise BadRequest(wrong[0].message, errors=wrong)


def _parent_of_new(visible: Visible, actor: Actor, parent_id: str | None) -> str | None:
    """The account above a new one. Raises BadRequest and Forbidden."""
    if not parent_id:
        if not actor.administers_everything:
            raise Forbidden("You may make an account only below one of yours: name it in parentAccountId")
        return None
    return _existing_parent(visible, parent_id).id


def _existing_parent(visible: Visible, parent_id: str) -> Account:
    """The account that parentAccountId names. Raises BadRequest, and Forbidden outside the scope."""
    if visible.narrowed:
        raise Forbidden("You may not make or move accounts: you may see parts of accounts only")
    if not visible.holds_account(parent_id):
        raise Forbidden(f"You may not see the account '{parent_id}'")
    found = visible.directory.accounts.get(parent_id)
    if found is None:
        raise BadRequest.of_field("parentAccountId", f"there is no account '{parent_id}'")
    return found


def _new_parent(visible: Visible, actor: Actor, account: Account, parent_id: str) -> str | None:
    """Where an account may be moved to. Raises BadRequest, Forbidden, and Conflict for a place below itself."""
    if parent_id == (account.parent_account_id or "") and visible.holds_account(parent_id):
        return account.parent_account_id
    if not actor.administers_everything:
        raise Forbidden("Accounts are moved by administrators of everything only")
    if not parent_id:
        return None
    if _existing_parent(visible, parent_id).id in visible.directory.account_subtree(account.id):
        raise Conflict("An account cannot be moved below itself")
    return parent_id


def keep(pen: Pen, account: Account, before: Account | None, context: Context) -> DocumentAnswer:
    """Put an account into the directory, audited; the account as it is then."""
    directory = pen.directory
    if account.reference_id != (before.reference_id if before else None) and not context.actor.administers_everything:
        # Whether a reference id is taken tells of accounts that are not to be seen.
        raise Forbidden("Reference ids of accounts are given by administrators of everything only")
    conflict = account_conflict(account, directory)
    if conflict is not None:
        raise Conflict(conflict)
    pen.ledger.put_account(account)
    after = pen.directory
    pen.tell(
        "account",
        account.id,
        account.id,
        before=None if before is None else whole(before, directory, context),
        after=whole(account, after, context),
    )
    return answer_of(account, Visible(after, context.actor.scope), context)


ACCOUNTS: tuple[Operation, ...] = (
    Operation(
        name="ListAccounts",
        verb="GET",
        route="/accounts",
        roles=(),
        request=ListAccounts,
        answer=AccountInfo,
        lists=True,
        summary="Lists the accounts that pass every filter given.",
        handler=list_accounts,
    ),
    Operation(
        name="GetAccount",
        verb="GET",
        route="/accounts/{accountId}",
        roles=(),
        request=GetAccount,
        answer=AccountInfo,
        summary="Shows one account.",
        handler=get_account,
    ),
    Operation(
        name="NewAccount",
        verb="POST",
        route="/accounts",
        roles=ADMINISTRATORS,
        request=NewAccount,
        answer=AccountInfo,
        summary="Makes an account, and a hook for the Twilio account that it brings.",
        handler=new_account,
    ),
    Operation(
        name="PatchAccount",
        verb="PATCH",
        route="/accounts/{accountId}",
        roles=ADMINISTRATORS,
        request=PatchAccount,
        answer=AccountInfo,
        summary="Changes what is given of an account.",
        handler=patch_account,
    ),
)
