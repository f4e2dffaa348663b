"""Sessions as NumPy columns, for the oracle: every scalar of every session, its folded log and whom it touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from support.history import Kept, unpacked

from switchbook.model.lifecycle import millis
from switchbook.model.matching import SEPARATOR, AddressNeedle, fold, phone_digits
from switchbook.model.query import COMPUTED, DIRECTORY_NAMES, SORT_FIELDS, SortKind

ABSENT = np.iinfo(np.int64).min
_OWN = [field for field in SORT_FIELDS.values() if field.name not in DIRECTORY_NAMES | COMPUTED]
_TEXTS = [field.attribute for field in _OWN if field.kind is SortKind.text and field.name != "id"]
_NUMBERS = {field.attribute: field.kind for field in _OWN if field.kind is not SortKind.text}


class Texts:
    """The distinct values of one column of text: a code for each, its folded form, and what an address compares."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self.folded: list[str] = []
        self._trimmed: list[str] = []
        self._digits: list[str] = []

    def code(self, value: str | None) -> int:
        """The code of a value, a new one where it is new; -1 of none."""
        if value is None:
            return -1
        code = self.codes.setdefault(value, len(self.folded))
        if code == len(self.folded):
            self.folded.append(fold(value))
            self._trimmed.append(fold(value.strip()))
            self._digits.append(phone_digits(value.strip()) or "")
        return code

    def known(self, values: Iterable[str]) -> list[int]:
        """The codes of those values that occur."""
        return [self.codes[value] for value in values if value in self.codes]

    def containing(self, needle: AddressNeedle) -> list[int]:
        """The codes of addresses in which the needle is found."""
        folded, digits = needle.folded, needle.digits
        found = {code for code, text in enumerate(self._trimmed) if folded in text}
        if digits:
            found.update(code for code, text in enumerate(self._digits) if digits in text)
        return sorted(found)


class Columns:
    """The sessions of one moment. Rows of sessions that go are used again."""

    def __init__(self) -> None:
        self.packed: list[bytes | None] = []
        self.ids: list[str] = []
        self.logs: list[str] = []
        self.touched: dict[str, set[int]] = {}
        self.row_of: dict[str, int] = {}
        self.texts = {name: Texts() for name in (*_TEXTS, "parent_session_id")}
        # The shelf; -1 where there is no session.
        self.shelf = np.empty(0, np.int8)
        self.high, self.low = np.empty(0, np.uint64), np.empty(0, np.uint64)
        self.number = {name: np.empty(0, np.int64) for name in _NUMBERS}
        self.code = {name: np.empty(0, np.int64) for name in self.texts}
        self._involved: list[frozenset[str]] = []
        self._free: list[int] = []

    def put(self, sessions: Sequence[bytes]) -> None:
        """Put sessions, or in place of those with their ids."""
        kepts = [unpacked(packed) for packed in sessions]
        rows = [self._row(kept.session.id) for kept in kepts]
        for row, kept, packed in zip(rows, kepts, sessions, strict=True):
            self._untouch(row)
            self.packed[row] = packed
            self.logs[row] = SEPARATOR.join(fold(line.message) for line in kept.lines)
            self._involved[row] = kept.session.involved_endpoints()
            for endpoint in self._involved[row]:
                self.touched.setdefault(endpoint, set()).add(row)
        self.shelf[rows] = [kept.shelf for kept in kepts]
        self.high[rows] = np.array([int(kept.session.id[:16], 16) for kept in kepts], np.uint64)
        self.low[rows] = np.array([int(kept.session.id[16:], 16) for kept in kepts], np.uint64)
        for name, column in self.number.items():
            column[rows] = [_number(getattr(kept.session, name)) for kept in kepts]
        for name, column in self.code.items():
            column[rows] = [self.texts[name].code(getattr(kept.session, name)) for kept in kepts]

    def drop(self, session_id: str) -> None:
        """Take a session away."""
        row = self.row_of.pop(session_id)
        self._untouch(row)
        self.packed[row] = None
        self.shelf[row] = -1
        self._free.append(row)

    def kept(self, row: int) -> Kept:
        """The session of a row."""
        packed = self.packed[row]
        assert packed is not None
        return unpacked(packed)

    def coded(self, name: str, codes: Iterable[int], *, absent: bool = False) -> Any:
        """Which rows have one of these codes in a column, or none at all where that is meant too."""
        wanted = np.zeros(len(self.texts[name].folded) + 1, bool)
        wanted[list(codes)] = True
        wanted[-1] = absent
        return wanted[self.code[name]]

    def lasted(self, rows: Any) -> Any:
        """After how many milliseconds the sessions of rows were completed; ABSENT where they were not."""
        created, completed = self.number["date_created"][rows], self.number["date_completed"][rows]
        known = completed != ABSENT
        return np.where(known, np.where(known, completed, created) - created, ABSENT)

    def _row(self, session_id: str) -> int:
        row = self.row_of.get(session_id)
        if row is None:
            row = self.row_of[session_id] = self._free.pop() if self._free else self._new_row()
            self.ids[row] = session_id
        return row

    def _new_row(self) -> int:
        row = len(self.packed)
        self.packed.append(None)
        self.ids.append("")
        self.logs.append("")
        self._involved.append(frozenset())
        if row == len(self.shelf):
            self._grow(max(1024, 2 * row))
        return row

    def _grow(self, size: int) -> None:
        def longer(column: Any, filler: int) -> Any:
            return np.concatenate([column, np.full(size - len(column), filler, column.dtype)])

        self.shelf = longer(self.shelf, -1)
        self.high, self.low = longer(self.high, 0), longer(self.low, 0)
        self.number = {name: longer(column, 0) for name, column in self.number.items()}
        self.code = {name: longer(column, -1) for name, column in self.code.items()}

    def _untouch(self, row: int) -> None:
        for endpoint in self._involved[row]:
            self.touched[endpoint].discard(row)
        self._involved[row] = frozenset()


def _number(value: Any) -> int:
    """Numbers as they are, instants in milliseconds."""
    if value is None:
        return int(ABSENT)
    return millis(value) if isinstance(value, datetime) else int(value)
