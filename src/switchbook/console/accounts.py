"""The pages of accounts: the tree of them, and one account with what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from switchbook.api.binding import bind
from switchbook.api.types import ListSessions, SessionInfo, UserInfo
from switchbook.api.types_account_care import AccountCheck, CheckAccount, SetAccountLogo
from switchbook.api.types_accounts import AccountInfo, DeleteAccount, GetAccount, ListAccounts, NewAccount, PatchAccount
from switchbook.api.types_customers import CustomerInfo, ListCustomers
from switchbook.api.types_endpoints import EndpointInfo, ListEndpoints
from switchbook.api.types_hooks import HookInfo, ListHooks
from switchbook.api.types_summary import SummarizeSessions
from switchbook.api.types_users import ListUsers
from switchbook.console.book import Book
from switchbook.console.choosing import chips, named
from switchbook.console.forms import form_of
from switchbook.console.page import Page, Shown, Visit
from switchbook.console.paging import addressed, paging_of
from switchbook.console.prices import prices_of
from switchbook.errors import Forbidden

PATH = "/console/accounts"
_PER_PAGE = 50
# A book with no more accounts than this shows all of them at once, as the tree that they are.
_MOST_OF_A_TREE = 500
_MOST_BELOW = 50


class Branch(msgspec.Struct, frozen=True):
    """An account in the tree: how deep it stands, and whether any stands below it."""

    account: AccountInfo
    depth: int = 0


def show_accounts(book: Book, visit: Visit) -> Shown:
    """The accounts as a tree, or those that pass the filters of the address. Raises as ListAccounts does."""
    asked = bind(ListAccounts, "ListAccounts", visit.query)
    filtered = bool(asked.name_filter or asked.parent_account_ids or asked.reference_ids)
    page = msgspec.structs.replace(asked, count_per_page=_PER_PAGE, all=False)
    listed = book.list(page, AccountInfo)
    as_tree = not filtered and listed.total <= _MOST_OF_A_TREE
    if as_tree:
        listed = book.list(ListAccounts(all=True), AccountInfo)
        branches = list(tree_of(listed.items))
    else:
        branches = [Branch(each) for each in listed.items]
    values = {
        "branches": branches,
        "paging": paging_of(visit.address, listed, page.page, _PER_PAGE),
        "filtered": filtered,
        "words": asked.name_filter or "",
        "chosen": chips(book, visit.address, [("accounts", "parentAccountIds", "Below", asked.parent_account_ids)]),
        "parents": _parents(book, branches) if not as_tree else {},
        "may_make": book.may(NewAccount),
    }
    return Shown(template="accounts_found.html" if visit.part else "accounts.html", values=values)


def show_account(book: Book, visit: Visit, *, problem: str = "", status: int = 200) -> Shown:
    """The page of one account. Raises NotFound."""
    account_id = visit.path["record_id"]
    record = book.record(GetAccount(account_id), AccountInfo)
    account = record.value
    below = ListAccounts(parent_account_ids=(account_id,), shallow_parent=True, count_per_page=_MOST_BELOW)
    values = {
        "account": account,
        "above": named(book, "accounts", account.ancestor_ids),
        "below": book.list(below, AccountInfo),
        "belongings": list(_belongings(book, account_id)),
        "check": _check(book, account_id),
        "form": form_of(account, record.version),
        "may_change": book.may(PatchAccount),
        "may_delete": book.may(DeleteAccount),
        "may_force": book.actor.administers_everything,
        "may_give_logo": book.may(SetAccountLogo),
        "may_make": book.may(NewAccount),
        "may_see_month": book.may(SummarizeSessions),
        "prices": prices_of(account.billing_settings),
        "problem": problem,
    }
    return Shown(template="account.html", values=values, status=status)


def tree_of(accounts: Sequence[AccountInfo]) -> Iterator[Branch]:
    """The accounts in the order of their tree: below each, those that it is above, in the order that they came in.

    One whose parent is not among them stands at the root.
    """
    known = {each.id for each in accounts}
    children: dict[str | None, list[AccountInfo]] = {}
    for each in accounts:
        children.setdefault(each.parent_account_id if each.parent_account_id in known else None, []).append(each)
    waiting = [Branch(each) for each in reversed(children.get(None, []))]
    while waiting:
        branch = waiting.pop()
        yield branch
        waiting += [Branch(each, branch.depth + 1) for each in reversed(children.get(branch.account.id, []))]


def _parents(book: Book, branches: Sequence[Branch]) -> Mapping[str, str]:
    """The names of the accounts above those shown."""
    ids = {each.account.parent_account_id for each in branches}
    return {each.id: each.name for each in named(book, "accounts", sorted(each for each in ids if each))}


def _belongings(book: Book, account_id: str) -> Iterator[tuple[str, int, str]]:
    """What belongs to an account: its name, how many there are, the list of them; as far as the visitor may ask."""
    of = (account_id,)
    asked: Sequence[tuple[str, str, msgspec.Struct, type[Any]]] = (
        ("Sessions", "sessions", ListSessions(account_ids=of, search_all=True, count_per_page=1), SessionInfo),
        ("Customers", "customers", ListCustomers(account_ids=of, count_per_page=1), CustomerInfo),
        ("Endpoints", "endpoints", ListEndpoints(account_ids=of, count_per_page=1), EndpointInfo),
        ("Users", "users", ListUsers(account_ids=of, count_per_page=1), UserInfo),
        ("Hooks", "hooks", ListHooks(account_ids=of, count_per_page=1), HookInfo),
    )
    for label, path, request, kind in asked:
        if book.may(type(request)):
            archived = {"searchAll": "true"} if path == "sessions" else {}
            address = addressed(f"/console/{path}", accountIds=account_id, **archived)
            yield label, book.list(request, kind).total, address


def _check(book: Book, account_id: str) -> AccountCheck | None:
    """What is wrong with an account; None for who may see a part of it only."""
    if not book.may(CheckAccount):
        return None
    try:
        return book.answer(CheckAccount(account_id), AccountCheck)
    except Forbidden:
        return None


ACCOUNTS: tuple[Page, ...] = (
    Page(
        name="AccountsPage",
        path=PATH,
        show=show_accounts,
        needs=(ListAccounts,),
        label="Accounts",
        group="Directory",
    ),
)
ACCOUNT: tuple[Page, ...] = (
    Page(name="AccountPage", path=f"{PATH}/{{record_id}}", show=show_account, needs=(GetAccount,)),
)
