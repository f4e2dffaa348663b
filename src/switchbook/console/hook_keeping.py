"""Making, changing and deleting hooks, and giving one another secret."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import msgspec

from switchbook.api.types_hooks import DeleteHook, FinishHookRotation, GetHook, HookInfo, NewHook, PatchHook, RotateHook
from switchbook.console.book import Book
from switchbook.console.choosing import Choosing, choosing
from switchbook.console.forms import REFUSALS, Form, Pairs, again, last, read
from switchbook.console.hooks import PATH, SOURCES, show_hook
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.console.record_pages import RecordKind
from switchbook.web import reply

# Twilio signs with a token of its own, which it alone makes.
_TWILIO = "twilio"
_SECRET_BYTES = 32


def give_secret(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Give a hook one more secret, the one typed or one made here, which is shown this once."""
    hook = book.record(GetHook(visit.path["record_id"]), HookInfo).value
    new = _secret(hook.source, visit.form)
    try:
        # Not under `once`: a form sent again would do nothing, and show a secret that is not the hook's.
        book.do(RotateHook(hook.id, new), version=visit.given("version"))
    except REFUSALS as error:
        return show_hook(book, visit, secret=again(visit.form, error), status=reply.status_of(error))
    if hook.source == _TWILIO:
        return Elsewhere(f"{PATH}/{hook.id}", "Both secrets are good now. Finish when Twilio signs with the new one.")
    return _shown_once(hook, new, made=False)


def finish_rotation(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Leave a hook its newest secret alone."""
    hook_id = visit.path["record_id"]
    try:
        book.do(FinishHookRotation(hook_id), version=visit.given("version"), once=visit.given("once") or None)
    except REFUSALS as error:
        return show_hook(book, visit, problem=error.message, status=reply.status_of(error))
    return Elsewhere(f"{PATH}/{hook_id}", "The new secret is good alone now.")


def _shown_once(hook: HookInfo, secret: str, *, made: bool) -> Shown:
    values = {"hook": hook, "sources": SOURCES, "secret": "" if hook.source == _TWILIO else secret, "made": made}
    return Shown(template="hook_secret.html", values=values)


def _secret(source: str | None, form: Pairs) -> str:
    """The secret that was typed, or a new one where the source can have any."""
    return last(form, "secret").strip() or ("" if source == _TWILIO else secrets.token_urlsafe(_SECRET_BYTES))


def _read_new(form: Pairs) -> NewHook:
    asked = read(NewHook, form)
    return msgspec.structs.replace(asked, secret=_secret(asked.source, form))


def _around(book: Book, visit: Visit, form: Form, hook: HookInfo | None) -> Mapping[str, object]:
    chosen = form.values.get("accountId", ())
    return {
        "sources": [(name, SOURCES.get(name, name)) for name in book.sources],
        "accounts": choosing(book, Choosing(kind="accounts", field="accountId"), chosen) if hook is None else None,
    }


def _seen(hook: Any) -> PatchHook:
    return PatchHook(hook_id=hook.id, time_zone=hook.time_zone, region=hook.region)


KIND = RecordKind(
    word="hook",
    path=PATH,
    of=HookInfo,
    one=GetHook,
    makes=NewHook,
    changes=PatchHook,
    deletes=DeleteHook,
    read_new=_read_new,
    read_change=lambda form, hook: read(PatchHook, form, before=_seen(hook), hook_id=hook.id),
    read_delete=lambda _, hook_id: DeleteHook(hook_id),
    name_of=lambda hook: f"{SOURCES.get(hook.source, hook.source)} for {hook.account_name or hook.account_id}",
    seen=_seen,
    form="hook_form.html",
    around=_around,
    show=show_hook,
    show_made=lambda asked, hook: _shown_once(hook, asked.secret, made=True),
)

HOOK_KEEPING: tuple[Page, ...] = (
    *KIND.pages(),
    Page(
        name="GiveHookSecret",
        path=f"{PATH}/{{record_id}}/secret",
        verb="POST",
        show=give_secret,
        needs=(GetHook, RotateHook),
    ),
    Page(
        name="FinishHookSecret",
        path=f"{PATH}/{{record_id}}/finish",
        verb="POST",
        show=finish_rotation,
        needs=(GetHook, FinishHookRotation),
    ),
)
