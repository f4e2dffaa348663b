"""The pages of users: the list of them, and one user with role and limits."""

from __future__ import annotations

import msgspec

from switchbook.api.binding import bind
from switchbook.api.types import UserInfo
from switchbook.api.types_users import ChangePassword, DeleteUser, GetUser, ListUsers, NewUser, PatchUser
from switchbook.console.book import Book
from switchbook.console.choosing import Choosing, chips, choosing
from switchbook.console.forms import Form, form_with
from switchbook.console.limits import limits_of, shown_limits
from switchbook.console.page import Page, Shown, Visit
from switchbook.console.paging import kept_filters, paging_of
from switchbook.console.roles import MEANINGS, NAMES, role_of

PATH = "/console/users"
_PER_PAGE = 50
_FILTERS = ("emailFilter", "accountIds")


def show_users(book: Book, visit: Visit) -> Shown:
    """The users that pass the filters of the address. Raises as ListUsers does."""
    asked = bind(ListUsers, "ListUsers", visit.query)
    address = kept_filters(visit.address, (*_FILTERS, "page", "sortField", "sortOrder"))
    listed = book.list(msgspec.structs.replace(asked, count_per_page=_PER_PAGE, all=False), UserInfo)
    accounts = [each for each in asked.account_ids if each]
    values = {
        "users": listed.items,
        "paging": paging_of(address, listed, asked.page, _PER_PAGE),
        "chosen": chips(book, address, [("accounts", "accountIds", "Account", asked.account_ids)]),
        "form": form_with(),
        "accounts": choosing(book, Choosing(kind="accounts", field="accountIds", many=True), accounts),
        "filtered": kept_filters(address, _FILTERS) != PATH,
        "words": asked.email_filter or "",
        "roles": NAMES,
        "role_of": role_of,
        "limits_of": limits_of,
        "may_make": book.may(NewUser),
    }
    if visit.part:
        return Shown(template="users_found.html", values=values, moved_to=address)
    return Shown(template="users.html", values=values)


def show_user(book: Book, visit: Visit, *, problem: str = "", status: int = 200, password: Form | None = None) -> Shown:
    """The page of one user; `password` is the form for another one, as it was sent. Raises NotFound."""
    record = book.record(GetUser(visit.path["record_id"]), UserInfo)
    user = record.value
    itself = book.actor.kind == "user" and book.actor.id == user.id
    values = {
        "user": user,
        "role": NAMES[role_of(user)],
        "meaning": MEANINGS[role_of(user)],
        **shown_limits(book, user),
        "form": Form(version=record.version),
        "password": password or Form(),
        "itself": itself,
        "may_change": book.may(PatchUser),
        "may_delete": book.may(DeleteUser),
        "may_give_password": book.may(ChangePassword) and not itself,
        "problem": problem,
    }
    return Shown(template="user.html", values=values, status=status)


USERS: tuple[Page, ...] = (
    Page(name="UsersPage", path=PATH, show=show_users, needs=(ListUsers,), label="Users", group="Directory"),
)
USER: tuple[Page, ...] = (Page(name="UserPage", path=f"{PATH}/{{record_id}}", show=show_user, needs=(GetUser,)),)
