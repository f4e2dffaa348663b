"""Seeded draws, cheap ones, and ids that follow from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar

T = TypeVar("T")

_ID_BITS = 96
_ID_MASK = (1 << _ID_BITS) - 1
# 2^96 over the golden ratio, made odd: multiples of it run through all 96-bit numbers and look like chance.
_ID_STEP = 0x9E3779B97F4A7C15F39CC061


class Luck(Random):
    """Random draws in the few ways the demo needs. Equal seeds give equal draws, in every process."""

    def pick(self, choices: Sequence[T]) -> T:
        """Any one of these."""
        return choices[int(self.random() * len(choices))]

    def early(self, choices: Sequence[T]) -> T:
        """One of these, the first ones far more often: half the draws fall into the first eighth."""
        draw = self.random()
        return choices[int(draw * draw * draw * len(choices))]

    def chance(self, share: float) -> bool:
        """True in this share of the draws."""
        return self.random() < share

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def sid(self, prefix: str) -> str:
        """An id as Twilio makes them: two letters and 32 hex digits."""
        return prefix + self.getrandbits(128).to_bytes(16, "big").hex()


def ids(seed: int, kind: str) -> Callable[[int], str]:
    """A function from a number to an id of 24 hex characters; no two numbers below 2^96 share one."""
    start = int.from_bytes(blake2b(f"{kind}:{seed}".encode(), digest_size=_ID_BITS // 8).digest(), "big")
    return lambda number: ((start + number * _ID_STEP) & _ID_MASK).to_bytes(_ID_BITS // 8, "big").hex()
