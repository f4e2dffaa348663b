"""Words for notes: twenty thousand made-up ones, few of them common and most of them rare, as in any language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import accumulate

import numpy as np

SIZE = 20_000
_ONSETS = ("b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "qu", "r")
_NUCLEI = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_CODAS = ("", "", "n", "r", "s", "t", "l", "ck", "nd", "st", "m")
_FEWEST, _MOST = 3, 12
_AT_ONCE = 50_000


@cache
def vocabulary() -> tuple[str, ...]:
    """The words, the most common first. The same in every run."""
    dice = np.random.default_rng(20_000)
    words: dict[str, None] = {}
    while len(words) < SIZE:
        syllables = 2 + int(dice.integers(0, 3))
        parts = (_pick(dice, _ONSETS) + _pick(dice, _NUCLEI) + _pick(dice, _CODAS) for _ in range(syllables))
        words.setdefault("".join(parts))
    return tuple(words)


class Notes:
    """An endless supply of notes; equal seeds and makers give equal notes."""

    def __init__(self, seed: int, maker: int) -> None:
        self._dice = np.random.default_rng((seed, maker, 1))
        self._words = self._drawn()
        self._lengths = np.array([])
        self._next_length = 0

    def draw(self) -> str:
        """Three to twelve words."""
        if self._next_length == len(self._lengths):
            self._lengths = self._dice.integers(_FEWEST, _MOST + 1, _AT_ONCE)
            self._next_length = 0
        length = int(self._lengths[self._next_length])
        self._next_length += 1
        return " ".join(next(self._words) for _ in range(length))

    def _drawn(self) -> Iterator[str]:
        """Words by Zipf's law."""
        words = vocabulary()
        shares = np.array(list(accumulate(1 / rank for rank in range(1, SIZE + 1))))
        shares /= shares[-1]
        while True:
            for index in np.searchsorted(shares, self._dice.random(_AT_ONCE)):
                yield words[index]


def _pick(dice: np.random.Generator, choices: tuple[str, ...]) -> str:
    return choices[int(dice.integers(0, len(choices)))]
