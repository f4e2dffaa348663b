"""Making, changing and deleting users, and giving one another password."""

from __future__ import annotations

import secrets
from typing import Any

from switchbook.api.types import UserInfo
from switchbook.api.types_users import ChangePassword, DeleteUser, GetUser, NewUser, PatchUser
from switchbook.console.book import Book
from switchbook.console.forms import REFUSALS, Pairs, again, last, read
from switchbook.console.limits import lifting, limit_fields
from switchbook.console.page import Page, Shown, Visit
from switchbook.console.record_pages import RecordKind
from switchbook.console.roles import role_of
from switchbook.console.users import PATH, show_user
from switchbook.web import reply

_PASSWORD_BYTES = 12


def give_password(book: Book, visit: Visit) -> Shown:
    """Give a user another password, the one typed or one made here, which is shown this once."""
    user_id = visit.path["record_id"]
    user = book.record(GetUser(user_id), UserInfo).value
    new = last(visit.form, "newPassword") or _a_password()
    try:
        # Not under `once`: a form sent again would do nothing, and show a password that is not the user's.
        book.do(ChangePassword(user_id, new_password=new))
    except REFUSALS as error:
        return show_user(book, visit, password=again(visit.form, error), status=reply.status_of(error))
    return _shown_once(user, new, made=False)


def _shown_once(user: UserInfo, password: str, *, made: bool) -> Shown:
    return Shown(template="user_password.html", values={"user": user, "password": password, "made": made})


def _a_password() -> str:
    return secrets.token_urlsafe(_PASSWORD_BYTES)


def _read_new(form: Pairs) -> NewUser:
    return read(NewUser, form, password=last(form, "password") or _a_password())


def _seen(user: UserInfo) -> PatchUser:
    """A user as the fields of the form have it: limits only where there are any."""
    return PatchUser(
        user_id=user.id,
        email_address=user.email_address,
        first_name=user.first_name,
        last_name=user.last_name,
        role=role_of(user),
        account_ids=() if user.all_accounts else user.account_ids,
        customer_ids=user.customer_ids,
        endpoint_ids=user.endpoint_ids,
        disabled=user.disabled,
    )


def _read_change(form: Pairs, user: Any) -> PatchUser:
    """What is to change; a list of limits from which everything was taken lifts the limit."""
    return lifting(read(PatchUser, form, before=_seen(user), user_id=user.id))


KIND = RecordKind(
    word="user",
    path=PATH,
    of=UserInfo,
    one=GetUser,
    makes=NewUser,
    changes=PatchUser,
    deletes=DeleteUser,
    read_new=_read_new,
    read_change=_read_change,
    read_delete=lambda _, user_id: DeleteUser(user_id),
    name_of=lambda user: user.name or user.email_address or user.id,
    seen=_seen,
    form="user_form.html",
    around=lambda book, _visit, form, _user: limit_fields(book, form),
    show=show_user,
    show_made=lambda asked, user: _shown_once(user, asked.password, made=True),
)

USER_KEEPING: tuple[Page, ...] = (
    *KIND.pages(),
    Page(
        name="GivePassword",
        path=f"{PATH}/{{record_id}}/password",
        verb="POST",
        show=give_password,
        needs=(GetUser, ChangePassword),
    ),
)
