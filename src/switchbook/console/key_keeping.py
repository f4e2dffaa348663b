"""Making, changing, revoking and deleting API keys, and giving one another secret."""

from __future__ import annotations

from typing import Any

from switchbook.api.types_keys import DeleteKey, GetKey, KeyInfo, KeySecret, NewKey, PatchKey, RevokeKey, RotateKey
from switchbook.console.book import Book
from switchbook.console.forms import REFUSALS, Pairs, read
from switchbook.console.keys import PATH, show_key
from switchbook.console.limits import lifting, limit_fields
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.console.record_pages import RecordKind
from switchbook.web import reply


def rotate_key(book: Book, visit: Visit) -> Shown:
    """Give a key another secret, which is shown this once; the one before stays good for the hours that are given."""
    key_id = visit.path["record_id"]
    try:
        asked = read(RotateKey, visit.form, key_id=key_id)
        made = book.do(asked, version=visit.given("version"), once=visit.given("once") or None)
    except REFUSALS as error:
        return show_key(book, visit, problem=error.message, status=reply.status_of(error))
    return _shown_once(made, made=False)


def revoke_key(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Make a key work no more."""
    key_id = visit.path["record_id"]
    try:
        book.do(RevokeKey(key_id), version=visit.given("version"), once=visit.given("once") or None)
    except REFUSALS as error:
        return show_key(book, visit, problem=error.message, status=reply.status_of(error))
    return Elsewhere(f"{PATH}/{key_id}", "The key is revoked: whoever shows it is refused.")


def _shown_once(key: KeySecret, *, made: bool) -> Shown:
    return Shown(template="key_secret.html", values={"key": key, "made": made})


def _seen(key: KeyInfo) -> PatchKey:
    """A key as the fields of the form have it: limits only where there are any."""
    return PatchKey(
        key_id=key.id,
        name=key.name,
        role=key.role,
        account_ids=() if key.all_accounts else key.account_ids,
        customer_ids=key.customer_ids,
        endpoint_ids=key.endpoint_ids,
        expires=key.expires,
    )


def _read_change(form: Pairs, key: Any) -> PatchKey:
    """What is to change; a list of limits from which everything was taken lifts the limit."""
    return lifting(read(PatchKey, form, before=_seen(key), key_id=key.id))


KIND = RecordKind(
    word="key",
    path=PATH,
    of=KeyInfo,
    one=GetKey,
    makes=NewKey,
    changes=PatchKey,
    deletes=DeleteKey,
    read_new=lambda form: read(NewKey, form),
    read_change=_read_change,
    read_delete=lambda _, key_id: DeleteKey(key_id),
    name_of=lambda key: key.name or key.id,
    seen=_seen,
    form="key_form.html",
    around=lambda book, _visit, form, _key: limit_fields(book, form),
    show=show_key,
    show_made=lambda _, key: _shown_once(key, made=True),
)

KEY_KEEPING: tuple[Page, ...] = (
    *KIND.pages(),
    Page(name="RotateKeyPage", path=f"{PATH}/{{record_id}}/rotate", verb="POST", show=rotate_key, needs=(RotateKey,)),
    Page(name="RevokeKeyPage", path=f"{PATH}/{{record_id}}/revoke", verb="POST", show=revoke_key, needs=(RevokeKey,)),
)
