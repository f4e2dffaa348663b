"""The pages of the archive: what is live, archived and due by account, how long sessions are kept, ranges deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from switchbook.api.binding import bind
from switchbook.api.types_accounts import AccountInfo, GetAccount, PatchAccount
from switchbook.api.types_archive import AccountArchive, ArchiveStatus, GetArchiveStatus
from switchbook.api.types_deleting import DeletedSessions, DeleteSessions
from switchbook.console.book import Book
from switchbook.console.forms import REFUSALS, Form, again, form_with, read
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.console.periods import Span
from switchbook.console.words import count
from switchbook.errors import BadRequest, NotFound
from switchbook.model.wire_json import instant
from switchbook.web import reply

PATH = "/console/archive"
# Before the first session that any book has.
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def show_archive(book: Book, visit: Visit) -> Shown:
    """How every account in scope stands. Raises as GetArchiveStatus does."""
    status = book.answer(bind(GetArchiveStatus, "GetArchiveStatus", visit.query), ArchiveStatus)
    return Shown(template="archive.html", values={"status": status, "accounts": sorted(status.accounts, key=_name)})


def show_account_archive(
    book: Book, visit: Visit, *, keeping: Form | None = None, deleting: Form | None = None, status: int = 200
) -> Shown:
    """How one account stands; the forms are those for its days and for a range, as they were sent. Raises NotFound."""
    account_id = visit.path["record_id"]
    record = book.record(GetAccount(account_id), AccountInfo)
    found = book.answer(GetArchiveStatus((account_id,)), ArchiveStatus)
    if not found.accounts:
        raise NotFound("Account not found")
    days = record.value.retention_days
    values = {
        "account": found.accounts[0],
        "archive_after_days": found.archive_after_days,
        "keeping": keeping or form_with(retentionDays="" if days is None else str(days)),
        "version": record.version,
        "deleting": deleting or Form(),
        "may_keep": book.may(PatchAccount, DeleteSessions),
        "may_delete": book.may(DeleteSessions),
    }
    return Shown(template="archive_account.html", values=values, status=status)


def keep_for(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Say how many sessions these days would let go, and set them once that was answered with yes."""
    account_id = visit.path["record_id"]
    try:
        asked = read(PatchAccount, visit.form, account_id=account_id)
        if not visit.given("sure"):
            return _ask(
                book, visit, "archive_keep_ask.html", _let_go(book, visit, asked), {"days": asked.retention_days}
            )
        book.do(asked, version=visit.given("version"), once=visit.given("once") or None)
    except REFUSALS as error:
        return show_account_archive(book, visit, keeping=again(visit.form, error), status=reply.status_of(error))
    return Elsewhere(f"{PATH}/{account_id}", "How long sessions are kept is set. What is older goes with the next run.")


def delete_range(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Say how many sessions a range of days holds, and delete them once that was answered with yes."""
    account_id = visit.path["record_id"]
    try:
        if visit.given("sure"):
            asked = read(DeleteSessions, visit.form, account_id=account_id, dry_run=False)
            done = book.answer(asked, DeletedSessions)
            told = f"{count(done.deleted)} {'session is' if done.deleted == 1 else 'sessions are'} deleted."
            return Elsewhere(f"{PATH}/{account_id}", told)
        span = Span.of(visit.given("startDate") or None, visit.given("endDate") or None, visit.zone, visit.now)
        gone = _counted(book, account_id, span.start, span.end)
    except REFUSALS as error:
        return show_account_archive(book, visit, deleting=again(visit.form, error), status=reply.status_of(error))
    return _ask(book, visit, "archive_delete_ask.html", gone, {"start": span.start, "end": span.end})


def _let_go(book: Book, visit: Visit, asked: PatchAccount) -> DeletedSessions:
    """What is older than these days, of which 0 is for ever."""
    days = asked.retention_days
    if days is None or days < 0:
        raise BadRequest.of_field("retentionDays", "retentionDays is a number of days, 0 for ever")
    oldest = (visit.now - _BEGINNING).days
    if not 0 < days < oldest:
        return DeletedSessions()
    return _counted(book, asked.account_id or "", _BEGINNING, visit.now - timedelta(days=days))


def _name(account: AccountArchive) -> str:
    return (account.account_name or account.account_id or "").lower()


def _counted(book: Book, account_id: str, start: datetime | None, end: datetime | None) -> DeletedSessions:
    asked = DeleteSessions(
        account_id,
        start_date_time=instant(start) if start else None,
        end_date_time=instant(end) if end else None,
        dry_run=True,
    )
    return book.answer(asked, DeletedSessions)


def _ask(book: Book, visit: Visit, template: str, gone: DeletedSessions, more: dict[str, object]) -> Shown:
    account_id = visit.path["record_id"]
    record = book.record(GetAccount(account_id), AccountInfo)
    values = {"account": record.value, "gone": gone, "form": Form(version=visit.given("version")), "instant": instant}
    return Shown(template=template, values={**values, **more})


ARCHIVE: tuple[Page, ...] = (
    Page(
        name="ArchivePage",
        path=PATH,
        show=show_archive,
        needs=(GetArchiveStatus,),
        label="Archive",
        group="Administration",
    ),
    Page(
        name="AccountArchivePage",
        path=f"{PATH}/{{record_id}}",
        show=show_account_archive,
        needs=(GetArchiveStatus, GetAccount),
    ),
    Page(
        name="KeepFor",
        path=f"{PATH}/{{record_id}}/keep",
        verb="POST",
        show=keep_for,
        needs=(PatchAccount, DeleteSessions),
    ),
    Page(
        name="DeleteRange", path=f"{PATH}/{{record_id}}/delete", verb="POST", show=delete_range, needs=(DeleteSessions,)
    ),
)
