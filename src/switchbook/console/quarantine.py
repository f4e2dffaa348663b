"""The pages of the quarantine: payloads that could not be read, read again or forgotten."""

from __future__ import annotations

import msgspec

from switchbook.api.binding import bind
from switchbook.api.types_quarantine import (
    DiscardQuarantined,
    ListQuarantine,
    QuarantinedInfo,
    Replayed,
    ReplayQuarantined,
)
from switchbook.console.book import Book
from switchbook.console.choosing import Choosing, chips, choosing
from switchbook.console.forms import REFUSALS, Form, form_with, read
from switchbook.console.hooks import SOURCES
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.console.paging import kept_filters, paging_of
from switchbook.console.payloads import laid_out
from switchbook.errors import NotFound
from switchbook.web import reply

PATH = "/console/quarantine"
_PER_PAGE = 25
_FILTERS = ("accountIds", "sources")


def show_quarantine(book: Book, visit: Visit) -> Shown:
    """The payloads that pass the filters of the address, newest first. Raises as ListQuarantine does."""
    asked = bind(ListQuarantine, "ListQuarantine", visit.query)
    address = kept_filters(visit.address, (*_FILTERS, "page"))
    listed = book.list(msgspec.structs.replace(asked, count_per_page=_PER_PAGE, all=False), QuarantinedInfo)
    accounts = [each for each in asked.account_ids if each]
    values = {
        "payloads": listed.items,
        "sources": SOURCES,
        "paging": paging_of(address, listed, asked.page, _PER_PAGE),
        "chosen": chips(book, address, [("accounts", "accountIds", "Account", asked.account_ids)]),
        "form": form_with(),
        "accounts": choosing(book, Choosing(kind="accounts", field="accountIds", many=True), accounts),
        "account_ids": accounts,
        "source": next((each for each in asked.sources if each), ""),
        "filtered": kept_filters(address, _FILTERS) != PATH,
        "may_replay": book.may(ReplayQuarantined),
    }
    if visit.part:
        return Shown(template="quarantine_found.html", values=values, moved_to=address)
    return Shown(template="quarantine.html", values=values)


def show_payload(book: Book, visit: Visit, *, problem: str = "", status: int = 200) -> Shown:
    """One payload, laid out. Raises NotFound."""
    payload_id = visit.path["record_id"]
    found = book.list(ListQuarantine(specific_ids=(payload_id,)), QuarantinedInfo).items
    if not found:
        raise NotFound("This payload is not in quarantine: it was read or forgotten meanwhile")
    payload = found[0]
    values = {
        "payload": payload,
        "laid_out": laid_out(payload.payload, payload.content_type),
        "sources": SOURCES,
        "form": Form(),
        "may_replay": book.may(ReplayQuarantined),
        "may_discard": book.may(DiscardQuarantined),
        "problem": problem,
    }
    return Shown(template="payload.html", values=values, status=status)


def replay(book: Book, visit: Visit) -> Shown:
    """Read again what the form names, or all that passes its filters; what came of it."""
    done = book.answer(read(ReplayQuarantined, visit.form), Replayed)
    return Shown(template="replayed.html", values={"done": done})


def discard(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Forget a payload."""
    try:
        book.do(DiscardQuarantined(visit.path["record_id"]), once=visit.given("once") or None)
    except REFUSALS as error:
        return show_payload(book, visit, problem=error.message, status=reply.status_of(error))
    return Elsewhere(PATH, "The payload is forgotten.")


QUARANTINE: tuple[Page, ...] = (
    Page(
        name="QuarantinePage",
        path=PATH,
        show=show_quarantine,
        needs=(ListQuarantine,),
        label="Quarantine",
        group="Administration",
    ),
    Page(name="ReplayPage", path=f"{PATH}/replay", verb="POST", show=replay, needs=(ReplayQuarantined,)),
    Page(name="PayloadPage", path=f"{PATH}/{{record_id}}", show=show_payload, needs=(ListQuarantine,)),
    Page(
        name="DiscardPage",
        path=f"{PATH}/{{record_id}}/discard",
        verb="POST",
        show=discard,
        needs=(DiscardQuarantined,),
    ),
)
