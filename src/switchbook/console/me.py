"""The page of whoever looks at it: who they are, what they may do and see, another password, the way out."""

from __future__ import annotations

from switchbook.api.types import GetAuthStatus, UserInfo
from switchbook.api.types_users import ChangePassword
from switchbook.console.book import Book
from switchbook.console.forms import REFUSALS, Form, again, last
from switchbook.console.limits import shown_limits
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.console.roles import MEANINGS, NAMES, role_of
from switchbook.errors import TooManyRequests
from switchbook.web import login_page, reply

PATH = "/console/me"


def show_me(book: Book, visit: Visit, *, form: Form | None = None, status: int = 200) -> Shown:
    """The page; `form` is the one for another password, as it was sent."""
    user = book.answer(GetAuthStatus(), UserInfo)
    values = {
        "user": user,
        "role": NAMES[role_of(user)],
        "meaning": MEANINGS[role_of(user)],
        **shown_limits(book, user),
        "form": form or Form(),
        "may_change_password": book.actor.kind == "user",
    }
    return Shown(template="me.html", values=values, status=status)


def change_my_password(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Give oneself another password; all logins end, so that one signs in again."""
    new = last(visit.form, "newPassword")
    asked = ChangePassword(book.actor.id, old_password=last(visit.form, "oldPassword"), new_password=new)
    try:
        book.do(asked)
    except (*REFUSALS, TooManyRequests) as error:
        return show_me(book, visit, form=again(visit.form, error), status=reply.status_of(error))
    return Elsewhere(login_page.address(PATH, b""), "Your password is changed.")


ME: tuple[Page, ...] = (
    Page(name="MePage", path=PATH, show=show_me, needs=(GetAuthStatus,)),
    Page(
        name="ChangeMyPassword", path=f"{PATH}/password", verb="POST", show=change_my_password, needs=(ChangePassword,)
    ),
)
