"""Reads what was typed into a form as the request of an operation, and keeps it to be shown again with what is wrong.

A field has the name that its member has on the wire (`parentAccountId`; inside an object a path, such as
`billingSettings.base.unitCost`), so that the errors of operations find their fields. A text area of a list holds one
element a line; names and values are JSON; a box not ticked is an empty field. The macros of `templates/forms.html`
write such fields.

    try:
        answer = book.do(read(NewAccount, visit.form), once=visit.given("once"))
    except REFUSALS as error:
        form = again(visit.form, error)     # the same page with it, its status that of the error
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from switchbook.api.binding import Spelling, bind_strict, spellings
from switchbook.errors import (
    BadRequest,
    ChangedMeanwhile,
    Conflict,
    FieldError,
    Forbidden,
    SwitchbookError,
    UnboundRequest,
)
from switchbook.model.session import wire_name

R = TypeVar("R", bound=msgspec.Struct)

Pairs = Sequence[tuple[str, str]]
Texts = Mapping[str, tuple[str, ...]]

# What an operation raises that is told beside the form it was sent with. Other errors have a page of their own.
REFUSALS = (BadRequest, ChangedMeanwhile, Conflict, Forbidden)
_MEANWHILE = (
    "Somebody changed this while you were at it. What you typed is still here; a field that differs says what is there "
    "now. Save again to put yours in its place."
)


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form as it is shown: what is in its fields, what is wrong with them, and what is sent along unseen.

    `once` names the attempt and `version` the record that was seen (see Book.do). `now` is what another writer put
    there meanwhile.
    """

    values: Texts = {}
    faults: Mapping[str, str] = {}
    problem: str = ""
    version: str = ""
    now: Texts | None = None
    once: str = msgspec.field(default_factory=lambda: secrets.token_hex(16))

    def value(self, name: str) -> str:
        """What is in a field; the elements of a list one a line."""
        return "\n".join(self.values.get(name, ()))

    def chosen(self, name: str, value: str) -> bool:
        """Whether a value is among those of a field."""
        return value in self.values.get(name, ())

    def fault(self, name: str, label: str) -> str:
        """What is wrong with a field, called by its label; empty where nothing is."""
        told = self.faults.get(name, "")
        return label + told.removeprefix(name) if told.startswith(f"{name} ") else told

    def differing(self, name: str) -> str | None:
        """What is in the book by now, where that is not what the field holds; None where it is."""
        if self.now is None or self.now.get(name, ()) == self.values.get(name, ()):
            return None
        return "\n".join(self.now.get(name, ())) or "nothing"


def form_with(**values: str) -> Form:
    """A new form in which some fields, by their wire names, are filled already."""
    return Form(values={name: (value,) for name, value in values.items() if value})


def form_of(record: msgspec.Struct, version: str = "") -> Form:
    """The form in which a record can be changed, of the version that it has."""
    return Form(values=texts_of(record), version=version)


def again(form: Pairs, error: SwitchbookError, now: msgspec.Struct | None = None, version: str = "") -> Form:
    """What was typed, with what the error says of it, at its fields as far as it names them.

    `now` and `version` are the record as it stands: of a change that came too late, what differs is told, and the next
    attempt is one to change that. What was typed as a password is not kept.
    """
    typed = {name: texts for name, texts in _typed(form).items() if not _is_secret(name)}
    shown = {name.lower(): name for name, _ in form}
    faults = {shown[each.field.lower()]: _told(each) for each in error.errors if each.field.lower() in shown}
    late = isinstance(error, ChangedMeanwhile)
    told_at_fields = error.errors and len(faults) == len(error.errors)
    return Form(
        values=typed,
        faults=faults,
        problem=_MEANWHILE if late else "" if told_at_fields else error.message,
        version=version or last(form, "version"),
        now=texts_of(now) if late and now is not None else None,
    )


def read(request_type: type[R], form: Pairs, *, before: msgspec.Struct | None = None, **known: Any) -> R:
    """The request that a form spells; `known` are members that no field holds, by their attribute's name.

    With `before`, the record as it is, the request names only what the form has otherwise, and a field that was
    emptied clears; without, an empty field is an absent member. Raises UnboundRequest naming the fields at fault.
    """
    kinds = spellings(request_type)
    was = {} if before is None else texts_of(before)
    members: dict[str, Any] = {}
    faults: list[FieldError] = []
    for name, texts in _typed(form).items():
        top = name.partition(".")[0]
        kind = kinds.get(top.lower())
        if kind is None or (before is not None and was.get(name, ()) == texts and top == name):
            continue
        clears = before is not None and top.lower() in _clearable(request_type)
        try:
            value = _value(kind, texts, clears=clears, inside=top != name)
        except ValueError:
            faults.append(FieldError(UnboundRequest.code, name, ""))
            continue
        if value is not None:
            _put(members, name, value)
    if faults:
        raise UnboundRequest("Some fields cannot be read", errors=faults)
    return msgspec.structs.replace(bind_strict(request_type, request_type.__name__, members), **known)


def last(form: Pairs, name: str) -> str:
    """The last value of a field just as it was typed; empty where it is absent. Passwords keep their spaces so."""
    return next((value for key, value in reversed(form) if key == name), "")


def texts_of(record: msgspec.Struct, path: str = "") -> Texts:
    """What the fields of a form hold for each member of a record, by its wire name or path; nothing for what is not."""
    texts: dict[str, tuple[str, ...]] = {}
    for attribute, wire in zip(record.__struct_fields__, record.__struct_encode_fields__, strict=True):
        value = getattr(record, attribute)
        if isinstance(value, msgspec.Struct):
            texts |= texts_of(value, f"{path}{wire}.")
        elif written := tuple(_written(value)):
            texts[path + wire] = written
    return texts


def _written(value: object) -> Iterator[str]:
    match value:
        case None | "" | False:
            return
        case True:
            yield "true"
        case IntEnum():
            yield wire_name(value)
        case float():
            yield f"{value:g}" if float(f"{value:g}") == value else repr(value)
        case tuple() | list():
            for each in value:
                yield from _written(each)
        case Mapping():
            if value:
                yield msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
        case msgspec.Struct():
            yield msgspec.json.encode(value).decode()
        case _:
            yield str(value)


def _typed(form: Pairs) -> Texts:
    """What is in each field, in the order of the form; empty ones as none, also of a name that comes several times."""
    texts: dict[str, tuple[str, ...]] = {}
    for name, value in form:
        text = value.replace("\r\n", "\n").strip()
        texts[name] = texts.get(name, ()) + ((text,) if text else ())
    return texts


def _value(kind: Spelling, texts: tuple[str, ...], *, clears: bool, inside: bool) -> Any:
    """What the member is to be; None where it is to be absent. Raises ValueError for JSON that is none."""
    match kind:
        case Spelling.list:
            lines = [line.strip() for text in texts for line in text.split("\n") if line.strip()]
            return lines if lines or clears else None
        case Spelling.json if not inside:
            return msgspec.json.decode(texts[-1]) if texts else {} if clears else None
        case Spelling.json:
            return texts[-1] if texts else None
        case Spelling.yes_or_no:
            return texts[-1] if texts else "false"
    return texts[-1] if texts else "" if clears else None


def _put(members: dict[str, Any], path: str, value: object) -> None:
    *above, name = path.split(".")
    for step in above:
        members = members.setdefault(step, {})
    members[name] = value


@cache
def _clearable(request_type: type[msgspec.Struct]) -> frozenset[str]:
    """The members, in lower case, that an empty field clears: texts, lists, names and values; numbers have no empty."""
    described = inspect.type_info(request_type)
    assert isinstance(described, inspect.StructType)  # noqa: S101 - the signature says so
    return frozenset(field.encode_name.lower() for field in described.fields if _has_empty(field.type))


def _has_empty(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.Metadata):
        return _has_empty(kind.type)
    if isinstance(kind, inspect.UnionType):
        return any(_has_empty(each) for each in kind.types)
    return isinstance(kind, inspect.StrType | inspect.VarTupleType | inspect.DictType)


def _told(error: FieldError) -> str:
    """An error in plain words: which type a member has means nothing to who fills in a form."""
    return "This cannot be read as what is wanted here" if error.code == UnboundRequest.code else error.message


def _is_secret(name: str) -> bool:
    return name.lower().endswith(("password", "token", "secret"))
