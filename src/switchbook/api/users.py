"""The operations on users: list, get, make, change, delete, and another password."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from switchbook import access
from switchbook.api.context import Context
from switchbook.api.granting import Grants, account_of, changed_limit, ids_named, role_named, shown_limits
from switchbook.api.listing import listed
from switchbook.api.operation import STAFF, Operation
from switchbook.api.records import stamps
from switchbook.api.sessions import refuse_other_accounts
from switchbook.api.types import UserInfo
from switchbook.api.types_users import ChangePassword, DeleteUser, GetUser, ListUsers, NewUser, PatchUser
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, ChangedMeanwhile, Conflict, Forbidden, NotFound, WrongPassword
from switchbook.model.actor import EVERYTHING, Actor, Role, Scope
from switchbook.model.answer import NOTHING, Answer, DocumentAnswer, ListAnswer
from switchbook.model.directory import Directory
from switchbook.model.matching import fold
from switchbook.model.wire_json import encode
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_people import User

_SHORTEST_PASSWORD, _LONGEST_PASSWORD = 8, 1000
_LONGEST_NAME = 200


def list_users(request: ListUsers, context: Context) -> ListAnswer:
    """The users that pass every filter and have no more than the actor has. Raises as ListSessions does."""
    refuse_other_accounts(request.account_ids, context.actor.scope)
    directory = context.store.directory()
    return listed(request, context, _wanted(request, context, directory), UserInfo)


def get_user(request: GetUser, context: Context) -> DocumentAnswer:
    """One user. Raises NotFound."""
    directory = context.store.directory()
    return _answer(_seen(request.user_id, context.store, context.actor, directory), directory)


def new_user(request: NewUser, context: Context) -> Answer:
    """Make a user; the one made. Raises BadRequest, Forbidden, and Conflict where the address is somebody's."""
    email = address(request.email_address)
    first, last = part(request.first_name, "firstName"), part(request.last_name, "lastName")
    role = role_named(request.role, Role.User)
    accounts = ids_named((request.account_id, *request.account_ids))
    # A hash takes its time: nobody else's write waits for it.
    user = access.new_user(email, _whole(first, last), role, _fit(request.password, "password"))

    def work(pen: Pen) -> Answer:
        grants = Grants(context.actor, pen.directory)
        if not accounts and role is not Role.SystemAdministrator:
            raise BadRequest.of_field("accountId", "accountId is wanted: the account that the user belongs to")
        limits = grants.limits(role, accounts, ids_named(request.customer_ids), ids_named(request.endpoint_ids))
        made = msgspec.structs.replace(user, first_name=first, last_name=last, **msgspec.structs.asdict(limits))
        grants.refuse_excess(made)
        return _keep(pen, pen.made(made), None)

    return write(request, context, work)


def patch_user(request: PatchUser, context: Context) -> Answer:
    """Change what is given of a user; the user as it is then. Raises as NewUser does, and NotFound."""
    given = _given(request)

    def work(pen: Pen) -> Answer:
        grants = Grants(context.actor, pen.directory)
        before = _seen(request.user_id, pen.ledger, context.actor, pen.directory)
        pen.refuse_if_changed(_answer(before, pen.directory).document)
        after = msgspec.structs.replace(before, **given)
        if {"first_name", "last_name"} & given.keys():
            after = msgspec.structs.replace(after, name=_whole(after.first_name, after.last_name) or after.email)
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
        _refuse_without_administrator(pen.ledger, before, after)
        return _keep(pen, pen.changed(after), before)

    return write(request, context, work)


def delete_user(request: DeleteUser, context: Context) -> Answer:
    """Delete a user, whose logins end. Raises NotFound, and Conflict for the last administrator of everything."""

    def work(pen: Pen) -> Answer:
        before = _seen(request.user_id, pen.ledger, context.actor, pen.directory)
        pen.refuse_if_changed(_answer(before, pen.directory).document)
        _refuse_without_administrator(pen.ledger, before, None)
        pen.ledger.drop_user(before.id)
        pen.tell("user", before.id, account_of(before), before=info(before, pen.directory))
        return NOTHING

    return write(request, context, work)


def change_password(request: ChangePassword, context: Context) -> Answer:
    """Give a user another password, which ends their logins.

    Raises BadRequest for a wrong old or unfit new one, TooManyRequests after too many wrong ones, Forbidden and
    NotFound for somebody who is not the actor's to change.
    """
    actor = context.actor
    own = actor.kind == "user" and request.user_id == actor.id
    if not own and actor.role not in STAFF:
        raise Forbidden("You may change your own password only")
    user = _seen(request.user_id, context.store, actor, context.store.directory())
    new = _fit(request.new_password, "newPassword")
    if own:
        _prove(user, request.old_password, context)
    hashed = access.hash_password(new)

    def work(pen: Pen) -> Answer:
        before = _seen(request.user_id, pen.ledger, actor, pen.directory)
        if before.password_hash != user.password_hash:
            raise ChangedMeanwhile("The password was changed meanwhile")
        after = pen.changed(msgspec.structs.replace(before, password_hash=hashed))
        pen.ledger.put_user(after)
        shown = (info(each, pen.directory) for each in (before, after))
        pen.tell("user", after.id, account_of(after), before=next(shown), after=next(shown))
        return NOTHING

    return write(request, context, work)


def info(user: User, directory: Directory) -> UserInfo:
    """A user as it goes out: no secrets."""
    stamped = stamps(user)
    del stamped["id"]
    return UserInfo(
        id=user.id,
        first_name=user.first_name,
        last_name=user.last_name,
        name=user.name,
        email_address=user.email,
        roles=(user.role,),
        disabled=user.disabled,
        **shown_limits(access.scope_of(user, directory), directory),
        **stamped,
    )


def _wanted(request: ListUsers, context: Context, directory: Directory) -> Iterator[UserInfo]:
    grants = Grants(context.actor, directory)
    accounts = frozenset(ids_named(request.account_ids))
    email = fold(request.email_filter or "")
    for user in context.store.users():
        own = access.scope_of(user, directory).accounts
        if (
            email in fold(user.email)
            and (not accounts or (own is not None and not accounts.isdisjoint(own)))
            and (grants.holds(user) or _is(context.actor, user))
        ):
            yield info(user, directory)


def _seen(user_id: str | None, kept: Store | Ledger, actor: Actor, directory: Directory) -> User:
    """The user of this id. Raises NotFound for one that is not, or has more than the actor."""
    return seen(kept.user_by_id(user_id or ""), actor, directory)


def seen(user: User | None, actor: Actor, directory: Directory) -> User:
    """This user. Raises NotFound where there is none, or one who has more than the actor."""
    if user is None or not (_is(actor, user) or Grants(actor, directory).holds(user)):
        raise NotFound("User not found")
    return user


def _is(actor: Actor, user: User) -> bool:
    return actor.kind == "user" and actor.id == user.id


def _given(request: PatchUser) -> dict[str, Any]:
    """What a PATCH gives of a user, without limits."""
    given: dict[str, Any] = {}
    if request.email_address is not None:
        given["email"] = address(request.email_address)
    if request.first_name is not None:
        given["first_name"] = part(request.first_name, "firstName")
    if request.last_name is not None:
        given["last_name"] = part(request.last_name, "lastName")
    if request.role is not None:
        given["role"] = role_named(request.role)
    if request.disabled is not None:
        given["disabled"] = request.disabled
    return given


def _prove(user: User, password: str | None, context: Context) -> None:
    """Raise BadRequest where this is not the user's password."""
    if not password:
        raise BadRequest.of_field("oldPassword", "oldPassword is wanted: the password so far")
    try:
        context.prove(user.email, password)
    except WrongPassword as wrong:
        raise BadRequest.of_field("oldPassword", "oldPassword is not the password so far") from wrong


def _refuse_without_administrator(ledger: Ledger, before: User, after: User | None) -> None:
    """Raise Conflict where nobody would be left who administers everything."""
    if not administers_everything(before) or (after is not None and administers_everything(after)):
        return
    if not any(administers_everything(each) for each in ledger.users() if each.id != before.id):
        raise Conflict("This is the last administrator of everything: make another one first")


def administers_everything(user: User) -> bool:
    limits = Scope(accounts=user.accounts, customers=user.customers, endpoints=user.endpoints)
    return user.role is Role.SystemAdministrator and not user.disabled and limits == EVERYTHING


def _keep(pen: Pen, user: User, before: User | None) -> DocumentAnswer:
    """Keep a user, audited; the user as it is then."""
    known = pen.ledger.user(user.email)
    if known is not None and known.id != user.id:
        raise Conflict(f"Somebody signs in as {user.email} already")
    pen.ledger.put_user(user)
    was = None if before is None else info(before, pen.directory)
    pen.tell("user", user.id, account_of(user, before), before=was, after=info(user, pen.directory))
    return _answer(user, pen.directory)


def _answer(user: User, directory: Directory) -> DocumentAnswer:
    return DocumentAnswer(encode(info(user, directory)), UserInfo)


def address(email: str | None) -> str:
    kept = (email or "").strip()
    if not access.is_address(kept):
        raise BadRequest.of_field("emailAddress", "emailAddress is wanted: an e-mail address")
    return kept


def part(name: str | None, field: str) -> str | None:
    """A part of a name; None where it is empty."""
    kept = (name or "").strip()
    if len(kept) > _LONGEST_NAME:
        raise BadRequest.of_field(field, f"{field} is a text of at most {_LONGEST_NAME} letters")
    return kept or None


def _whole(first: str | None, last: str | None) -> str:
    return " ".join(part for part in (first, last) if part)


def _fit(password: str | None, field: str) -> str:
    """A password that may be set. Raises BadRequest."""
    if password is None or not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise BadRequest.of_field(field, f"{field} is wanted: at least {_SHORTEST_PASSWORD} letters")
    return password


USERS: tuple[Operation, ...] = (
    Operation(
        name="ListUsers",
        verb="GET",
        route="/users",
        roles=STAFF,
        request=ListUsers,
        answer=UserInfo,
        lists=True,
        summary="Lists the users that pass every filter given and have no more than who asks.",
        handler=list_users,
    ),
    Operation(
        name="GetUser",
        verb="GET",
        route="/users/{userId}",
        roles=STAFF,
        request=GetUser,
        answer=UserInfo,
        summary="Shows one user.",
        handler=get_user,
    ),
    Operation(
        name="NewUser",
        verb="POST",
        route="/users",
        roles=STAFF,
        request=NewUser,
        answer=UserInfo,
        summary="Makes a user.",
        handler=new_user,
    ),
    Operation(
        name="PatchUser",
        verb="PATCH",
        route="/users/{userId}",
        roles=STAFF,
        request=PatchUser,
        answer=UserInfo,
        summary="Changes what is given of a user.",
        handler=patch_user,
    ),
    Operation(
        name="DeleteUser",
        verb="DELETE",
        route="/users/{userId}",
        roles=STAFF,
        request=DeleteUser,
        summary="Deletes a user, whose logins end.",
        handler=delete_user,
    ),
    Operation(
        name="ChangePassword",
        verb="POST",
        route="/users/{userId}/password",
        roles=(),
        request=ChangePassword,
        summary="Gives a user another password and ends their logins; one's own, or as staff that of others.",
        handler=change_password,
    ),
)
