"""How pages make, change and delete records of the directory: the same steps for each kind, told by a row of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from switchbook.api.spelling import read_answer
from switchbook.console.book import Book
from switchbook.console.forms import REFUSALS, Form, Pairs, again, form_of, form_with
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.model.answer import DocumentAnswer
from switchbook.web import reply


class ShowsRecord(Protocol):
    """Shows the page of a record; `problem` is why something could not be done to it just now."""

    def __call__(self, book: Book, visit: Visit, *, problem: str = "", status: int = 200) -> Shown | Elsewhere: ...


class RecordKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of record. Its path has the pages `new`, `{record_id}`, `{record_id}/edit` and `{record_id}/delete`.

    `one` asks for the record of an id; `read_new`, `read_change` and `read_delete` make requests of what was sent.
    `form` is the template of its form, which is given `form`, `record` (None for a new one), and what `around` adds.
    `seen` makes of a record what the fields of its form hold. `show_made` shows what is told of a new one only once,
    from its request and the record; without it, the page of the record comes next.
    """

    word: str
    path: str
    of: type[msgspec.Struct]
    one: Callable[[str], msgspec.Struct]
    makes: type[msgspec.Struct]
    changes: type[msgspec.Struct]
    deletes: type[msgspec.Struct]
    read_new: Callable[[Pairs], msgspec.Struct]
    read_change: Callable[[Pairs, Any], msgspec.Struct]
    read_delete: Callable[[Pairs, str], msgspec.Struct]
    name_of: Callable[[Any], str]
    seen: Callable[[Any], msgspec.Struct] = lambda record: record
    form: str
    around: Callable[[Book, Visit, Form, Any], Mapping[str, object]]
    show: ShowsRecord
    show_made: Callable[[Any, Any], Shown] | None = None

    def pages(self) -> tuple[Page, ...]:
        """The pages that make, change and delete records of this kind."""
        title, new, one = self.word.capitalize(), f"{self.path}/new", f"{self.path}/{{record_id}}"
        return (
            Page(name=f"New{title}Form", path=new, show=self._show_new, needs=(self.makes,)),
            Page(name=f"New{title}Page", path=new, verb="POST", show=self._make, needs=(self.makes,)),
            Page(name=f"{title}Form", path=f"{one}/edit", show=self._show_edit, needs=(self.changes,)),
            Page(name=f"Edit{title}", path=f"{one}/edit", verb="POST", show=self._change, needs=(self.changes,)),
            Page(
                name=f"Delete{title}Page", path=f"{one}/delete", verb="POST", show=self._delete, needs=(self.deletes,)
            ),
        )

    def address_of(self, record_id: str) -> str:
        """The address of the page of a record."""
        return f"{self.path}/{record_id}"

    def _show_new(self, book: Book, visit: Visit) -> Shown:
        return self._form_page(book, visit, form_with(**dict(visit.query)), None)

    def _make(self, book: Book, visit: Visit) -> Shown | Elsewhere:
        try:
            asked = self.read_new(visit.form)
            answer = book.do(asked, once=visit.given("once") or None)
        except REFUSALS as error:
            return self._form_page(book, visit, again(visit.form, error), None, reply.status_of(error))
        # What shows a secret is answered as the value itself, so that it is kept nowhere as a document.
        made: Any = answer if isinstance(answer, self.of) else read_answer(self.of, answer.document)
        if self.show_made is not None and isinstance(answer, DocumentAnswer) and answer.repeated:
            # The secret of this form may be another than the one that was kept the first time.
            told = f"The {self.word} was made when this form was sent before, and what is shown once was shown then."
            return Elsewhere(self.address_of(made.id), told)
        if self.show_made is not None:
            return self.show_made(asked, made)
        return Elsewhere(self.address_of(made.id), f"The {self.word} {self.name_of(made)} is in the book.")

    def _show_edit(self, book: Book, visit: Visit) -> Shown:
        record = book.record(self.one(visit.path["record_id"]), self.of)
        return self._form_page(book, visit, form_of(self.seen(record.value), record.version), record.value)

    def _change(self, book: Book, visit: Visit) -> Shown | Elsewhere:
        record_id = visit.path["record_id"]
        record = book.record(self.one(record_id), self.of)
        try:
            asked = self.read_change(visit.form, record.value)
            book.do(asked, version=visit.given("version"), once=visit.given("once") or None)
        except REFUSALS as error:
            form = again(visit.form, error, self.seen(record.value), record.version)
            return self._form_page(book, visit, form, record.value, reply.status_of(error))
        return Elsewhere(self.address_of(record_id), "Your changes are saved.")

    def _delete(self, book: Book, visit: Visit) -> Shown | Elsewhere:
        record_id = visit.path["record_id"]
        record = book.record(self.one(record_id), self.of)
        try:
            book.do(
                self.read_delete(visit.form, record_id),
                version=visit.given("version"),
                once=visit.given("once") or None,
            )
        except REFUSALS as error:
            return self.show(book, visit, problem=error.message, status=reply.status_of(error))
        return Elsewhere(self.path, f"The {self.word} {self.name_of(record.value)} is deleted.")

    def _form_page(self, book: Book, visit: Visit, form: Form, record: Any, status: int = 200) -> Shown:
        record_id = visit.path.get("record_id", "")
        values = {
            "form": form,
            "record": record,
            "word": self.word,
            "action": f"{self.path}/{record_id}/edit" if record_id else f"{self.path}/new",
            "leave": self.address_of(record_id) if record_id else self.path,
            "name": "" if record is None else self.name_of(record),
        }
        return Shown(template=self.form, values={**values, **self.around(book, visit, form, record)}, status=status)
