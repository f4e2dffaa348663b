"""The pages of hooks: the list of them with what last came through each, and one hook with where its address goes."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from switchbook.api.binding import bind
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
from switchbook.console.book import Book
from switchbook.console.choosing import Choosing, chips, choosing
from switchbook.console.forms import Form, form_with
from switchbook.console.page import Page, Shown, Visit
from switchbook.console.paging import kept_filters, paging_of

PATH = "/console/hooks"
SOURCES: Mapping[str, str] = {
    "twilio": "Twilio",
    "freeswitch": "FreeSWITCH",
    "asterisk-cdr": "Asterisk call detail records",
    "asterisk-cel": "Asterisk channel events",
    "generic": "Generic events, from anything else",
}
_PER_PAGE = 50


def show_hooks(book: Book, visit: Visit) -> Shown:
    """The hooks that pass the filters of the address. Raises as ListHooks does."""
    asked = bind(ListHooks, "ListHooks", visit.query)
    address = kept_filters(visit.address, ("accountIds", "page"))
    listed = book.list(msgspec.structs.replace(asked, count_per_page=_PER_PAGE, all=False), HookInfo)
    accounts = [each for each in asked.account_ids if each]
    values = {
        "hooks": listed.items,
        "sources": SOURCES,
        "paging": paging_of(address, listed, asked.page, _PER_PAGE),
        "chosen": chips(book, address, [("accounts", "accountIds", "Account", asked.account_ids)]),
        "form": form_with(),
        "accounts": choosing(book, Choosing(kind="accounts", field="accountIds", many=True), accounts),
        "filtered": bool(accounts),
        "may_make": book.may(NewHook),
    }
    if visit.part:
        return Shown(template="hooks_found.html", values=values, moved_to=address)
    return Shown(template="hooks.html", values=values)


def show_hook(book: Book, visit: Visit, *, problem: str = "", status: int = 200, secret: Form | None = None) -> Shown:
    """The page of one hook; `secret` is the form for another one, as it was sent. Raises NotFound."""
    hook_id = visit.path["record_id"]
    record = book.record(GetHook(hook_id), HookInfo)
    # A list alone tells when something last came through.
    seen = book.list(ListHooks(specific_ids=(hook_id,)), HookInfo).items
    values = {
        "hook": record.value,
        "seen": seen[0] if seen else record.value,
        "sources": SOURCES,
        "form": Form(version=record.version),
        "secret": secret or Form(version=record.version),
        "may_change": book.may(PatchHook),
        "may_rotate": book.may(RotateHook, FinishHookRotation),
        "may_delete": book.may(DeleteHook),
        "problem": problem,
    }
    return Shown(template="hook.html", values=values, status=status)


HOOKS: tuple[Page, ...] = (
    Page(name="HooksPage", path=PATH, show=show_hooks, needs=(ListHooks,), label="Hooks", group="Administration"),
)
HOOK: tuple[Page, ...] = (Page(name="HookPage", path=f"{PATH}/{{record_id}}", show=show_hook, needs=(GetHook,)),)
