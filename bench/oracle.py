"""Answers questions from plain columns and plain text, sharing no index, planner or rule with what is measured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from bench.columns import ABSENT, Columns, fold
from bench.data import Data
from bench.peers import Answer, Question

_SORTS = {
    "dateCreated": "date_created",
    "dateCompleted": "date_completed",
    "dateLastModified": "date_last_modified",
    "fromAddress": "from_address",
    "toAddress": "to_address",
    "fromName": "from_name",
    "outcome": "outcome",
    "destination": "destination",
    "channel": "channel",
}


class Oracle:
    """Reads all logs once for all questions together, and all columns once for each."""

    def __init__(self, columns: Columns, data: Data) -> None:
        self._columns = columns
        self._directory = data.directory
        self._by_date = np.lexsort((columns.ids, columns.number["date_created"]))
        self._rank = np.empty_like(self._by_date)
        self._rank[self._by_date] = np.arange(len(self._by_date))

    def answers(self, questions: Sequence[Question]) -> list[Answer]:
        """The answer to each, with its total."""
        masks = [self._mask(question.parameters) for question in questions]
        self._search_logs(questions, masks)
        return [
            self._page(question.parameters, np.flatnonzero(mask))
            for question, mask in zip(questions, masks, strict=True)
        ]

    def _mask(self, asked: dict[str, str]) -> Any:
        """Which sessions pass everything but the log."""
        columns = self._columns
        passed = columns.archived == (asked.get("searchArchive") == "true")
        if "accountIds" in asked:
            passed &= self._one_of("account_id", asked["accountIds"].split(","))
        if "customerIds" in asked:
            below = self._directory.customer_subtree(asked["customerIds"].split(","))
            passed &= self._one_of("customer_id", below)
        if "endpointIds" in asked:
            passed &= self._one_of("endpoint_id", asked["endpointIds"].split(","))
        if "specificIds" in asked:
            passed &= np.isin(columns.ids, np.array(asked["specificIds"].split(","), "S24"))
        if "parentSessionId" in asked:
            passed &= columns.parents == asked["parentSessionId"].encode()
        if "startDate" in asked:
            passed &= columns.number["date_created"] >= _millis(asked["startDate"], 0)
        if "endDate" in asked:
            passed &= columns.number["date_created"] < _millis(asked["endDate"], 1)
        for parameter, name in (("from", "from_address"), ("to", "to_address")):
            if parameter in asked:
                passed &= self._containing(name, asked[parameter])
        return passed

    def _one_of(self, name: str, wanted: Any) -> Any:
        known = {value: index for index, value in enumerate(self._columns.values[name])}
        return np.isin(self._columns.text[name], [known[value] for value in wanted if value in known])

    def _containing(self, name: str, needle: str) -> Any:
        """Addresses by their folded text; where text and needle are numbers, their digits count too."""
        digits = "".join(filter(str.isdigit, needle)) if _is_phone(needle) else ""
        found = [
            index
            for index, value in enumerate(self._columns.values[name])
            if fold(needle) in fold(value) or (digits and _is_phone(value) and digits in value.replace("+", ""))
        ]
        return np.isin(self._columns.text[name], found)

    def _search_logs(self, questions: Sequence[Question], masks: Sequence[Any]) -> None:
        needles = [
            (fold(question.parameters["log"]), mask)
            for question, mask in zip(questions, masks, strict=True)
            if "log" in question.parameters
        ]
        if not needles:
            return
        for first, texts in self._columns.logs():
            for needle, mask in needles:
                part = mask[first : first + len(texts)]
                for index in np.flatnonzero(part):
                    part[index] = needle in texts[index]

    def _page(self, asked: dict[str, str], matches: Any) -> Answer:
        count = int(asked.get("countPerPage", "25"))
        first = int(asked.get("page", "0")) * count
        ordered = self._ordered(asked, matches)[first : first + count]
        return Answer(len(matches), [self._columns.ids[index].decode() for index in ordered])

    def _ordered(self, asked: dict[str, str], matches: Any) -> Any:
        """Nulls last both ways, the id in the direction of the field."""
        field = asked.get("sortField", "dateCreated")
        descending = asked.get("sortOrder", "" if "sortField" in asked else "Descend") == "Descend"
        if field == "dateCreated":
            ordered = matches[np.argsort(self._rank[matches])]
            return ordered[::-1] if descending else ordered
        keys = self._keys(_SORTS[field])[matches]
        absent = keys == ABSENT
        present = matches[~absent][np.lexsort((self._columns.ids[matches[~absent]], keys[~absent]))]
        rest = matches[absent][np.argsort(self._columns.ids[matches[absent]])]
        return np.concatenate([present[::-1], rest[::-1]] if descending else [present, rest])

    def _keys(self, name: str) -> Any:
        """Numbers in the order of the values; ABSENT where there is none."""
        if name in self._columns.number:
            return self._columns.number[name]
        folded = [fold(value) for value in self._columns.values[name]]
        ranks = {value: rank for rank, value in enumerate(sorted(set(folded)))}
        by_index = np.array([*(ranks[value] for value in folded), ABSENT], np.int64)
        return by_index[self._columns.text[name]]


def _is_phone(text: str) -> bool:
    return bool(text) and all(letter in "0123456789+-.()/ " for letter in text) and any(map(str.isdigit, text))


def _millis(day: str, later: int) -> int:
    midnight = datetime.combine(date.fromisoformat(day) + timedelta(days=later), datetime.min.time(), UTC)
    return int(midnight.timestamp() * 1000)
