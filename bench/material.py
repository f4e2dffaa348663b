"""What questions are drawn from: accounts by size, addresses, words by how common they are, ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

import numpy as np

from bench.columns import BETWEEN, Columns
from bench.data import Data

_SAMPLE = 4_000
_WORD = re.compile(r"[a-z]{5,}")
_SID = re.compile(r"ca[0-9a-f]{32}")
_RARE, _COMMON = 2, 0.1


class Material:
    """Draws for the questions; equal data and seeds give equal draws. Only archived sessions are drawn from."""

    def __init__(self, columns: Columns, data: Data) -> None:
        self.columns = columns
        self.data = data
        self.luck = Random(f"{data.seed}/questions")
        self.archived = np.flatnonzero(columns.archived)
        names = columns.values["account_id"]
        sizes = np.bincount(columns.text["account_id"][self.archived], minlength=len(names))
        self.by_size: list[str] = [names[index] for index in np.argsort(-sizes, kind="stable") if sizes[index]]
        self.sizes = {name: int(size) for name, size in zip(names, sizes, strict=True)}
        self._place = {name: index for index, name in enumerate(names)}

    @cached_property
    def huge(self) -> Sequence[str]:
        """The five largest accounts."""
        return self.by_size[:5]

    @cached_property
    def medium(self) -> Sequence[str]:
        """Forty accounts whose size is about a thousandth of all."""
        first = min(100, max(0, len(self.by_size) - 40))
        return self.by_size[first : first + 40]

    @cached_property
    def resellers(self) -> Sequence[Sequence[str]]:
        """Accounts with all below them, as lists of ids."""
        below = [sorted(self.data.directory.account_subtree(account.id)) for account in self.data.world.accounts]
        return [ids for ids in below if 3 <= len(ids) <= 100]

    @cached_property
    def sample(self) -> Sequence[tuple[int, str]]:
        """Some archived sessions by number, each with its folded log."""
        wanted = set(self.luck.sample(self.archived.tolist(), min(_SAMPLE, len(self.archived))))
        found = []
        for first, texts in self.columns.logs():
            found += [(first + at, text) for at, text in enumerate(texts) if first + at in wanted]
        return found

    @cached_property
    def _spread(self) -> Counter[str]:
        """In how many logs of the sample each word stands."""
        return Counter(word for _, text in self.sample for word in set(_WORD.findall(text)))

    @cached_property
    def rare_words(self) -> Sequence[str]:
        """Words of one or two logs of the sample."""
        return self._shuffled(word for word, count in self._spread.items() if count <= _RARE)

    @cached_property
    def common_words(self) -> Sequence[str]:
        """Words of a tenth of all logs, or more."""
        return self._shuffled(word for word, n in self._spread.items() if n >= _COMMON * len(self.sample))

    @cached_property
    def middling_words(self) -> Sequence[str]:
        """Words of half a percent to three percent of all logs."""
        size = len(self.sample)
        return self._shuffled(word for word, n in self._spread.items() if 0.005 * size <= n <= 0.03 * size)

    @cached_property
    def common_phrases(self) -> Sequence[str]:
        """Two or three words that stand together in a twentieth of all logs, or more."""
        counted: Counter[str] = Counter()
        for _, text in self.sample:
            messages = [re.findall(r"[a-z]+(?: [a-z]+)+", message) for message in text.split(BETWEEN)]
            runs = (run.split() for found in messages for run in found)
            counted.update({" ".join(run[i : i + n]) for run in runs for n in (2, 3) for i in range(len(run) - n + 1)})
        return self._shuffled(phrase for phrase, n in counted.items() if n >= 0.05 * len(self.sample))

    @cached_property
    def sids(self) -> Sequence[str]:
        """Identifiers of calls that stand in logs."""
        return self._shuffled({sid for _, text in self.sample for sid in _SID.findall(text)})

    def pieces(self, length: int) -> Sequence[str]:
        """Pieces of log text of this many letters or digits, as they fall."""
        found = (re.findall(rf"(?=([a-z0-9]{{{length}}}))", text) for _, text in self.sample[:400])
        return self._shuffled({piece for pieces in found for piece in pieces})

    def digits(self, account: str | None, name: str, length: int, count: int) -> list[str]:
        """That many different runs of digits from addresses of an account, or of any."""
        rows = self.of_account(account) if account else self.archived
        values = self.columns.values[name]
        numbers = [
            value for row in self._some(rows, 40 * count) if (value := values[self.columns.text[name][row]])[0] == "+"
        ]
        runs: dict[str, None] = {}
        for number in numbers:
            at = self.luck.randrange(1, len(number) - length + 1)
            runs.setdefault(number[at : at + length])
        return list(runs)[:count]

    def of_account(self, account: str) -> Any:
        """The archived sessions of an account, by number."""
        return self.archived[self.columns.text["account_id"][self.archived] == self._place[account]]

    def values_of(self, name: str, count: int) -> list[str]:
        """Different values of a column, as they fall."""
        column, values = self.columns.text[name], self.columns.values[name]
        found = dict.fromkeys(values[column[row]] for row in self._some(self.archived, 40 * count) if column[row] >= 0)
        return list(found)[:count]

    def ids(self, count: int) -> list[str]:
        """Ids of archived sessions."""
        return [self.columns.ids[row].decode() for row in self._some(self.archived, count)]

    def parents(self, count: int) -> list[str]:
        """Ids of sessions that have children in the archive."""
        rows = self.archived[self.columns.parents[self.archived] != b""]
        return list(dict.fromkeys(self.columns.parents[row].decode() for row in self._some(rows, 2 * count)))[:count]

    def days(self, length: int) -> dict[str, str]:
        """A range of whole days somewhere in the archive's 23 months, as parameters."""
        end = datetime(2026, 8, 1, tzinfo=UTC) - timedelta(days=self.luck.randrange(0, 600))
        return {"startDate": f"{end - timedelta(days=length - 1):%Y-%m-%d}", "endDate": f"{end:%Y-%m-%d}"}

    def _some(self, rows: Any, count: int) -> list[int]:
        return self.luck.sample(rows.tolist(), min(count, len(rows)))

    def _shuffled(self, texts: Any) -> list[str]:
        found = sorted(texts)
        self.luck.shuffle(found)
        return found
