"""Making, changing and deleting accounts, and giving one a logo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from switchbook.api.types_account_care import SetAccountLogo
from switchbook.api.types_accounts import AccountInfo, DeleteAccount, GetAccount, NewAccount, PatchAccount
from switchbook.console.accounts import PATH, show_account
from switchbook.console.book import Book
from switchbook.console.choosing import Choosing, choosing
from switchbook.console.forms import REFUSALS, Form, Pairs, last, read
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.console.prices import every_price, price_parts
from switchbook.console.record_pages import RecordKind
from switchbook.web import reply


def give_logo(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Give an account the picture that was chosen, which the page's script sent in Base64; or take its logo away."""
    account_id = visit.path["record_id"]
    content = visit.given("content")
    asked = PatchAccount(account_id, logo_id="") if not content else SetAccountLogo(account_id, content)
    try:
        book.do(asked, version=visit.given("version"), once=visit.given("once") or None)
    except REFUSALS as error:
        return show_account(book, visit, problem=error.message, status=reply.status_of(error))
    return Elsewhere(f"{PATH}/{account_id}", "The logo is changed.")


def _around(book: Book, visit: Visit, form: Form, account: AccountInfo | None) -> Mapping[str, object]:
    field = Choosing(
        kind="accounts",
        field="parentAccountId",
        none="None: it stands at the root" if book.actor.administers_everything else "",
    )
    return {
        "parents": choosing(book, field, [each for each in (form.value("parentAccountId"),) if each]),
        "may_move": account is None or book.actor.administers_everything,
        "may_call": book.actor.administers_everything,
        "prices": every_price(None),
        "price_parts": price_parts(),
    }


def _read_change(form: Pairs, account: Any) -> PatchAccount:
    return read(PatchAccount, form, before=account, account_id=account.id)


KIND = RecordKind(
    word="account",
    path=PATH,
    of=AccountInfo,
    one=GetAccount,
    makes=NewAccount,
    changes=PatchAccount,
    deletes=DeleteAccount,
    read_new=lambda form: read(NewAccount, form),
    read_change=_read_change,
    read_delete=lambda form, account_id: DeleteAccount(account_id, force=last(form, "force") == "true"),
    name_of=lambda account: account.name or account.id,
    form="account_form.html",
    around=_around,
    show=show_account,
)

ACCOUNT_KEEPING: tuple[Page, ...] = (
    *KIND.pages(),
    Page(name="AccountLogo", path=f"{PATH}/{{record_id}}/logo", verb="POST", show=give_logo, needs=(SetAccountLogo,)),
)
