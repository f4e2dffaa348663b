"""When a text contains a needle: the one rule for addresses and logs, in every store and in the oracle.

Both sides are brought to NFC, then folded by *simple* case folding (one code point to one code point, Unicode
CaseFolding.txt statuses C and S), then compared as literal substrings: `%`, `_`, `\\`, quotes are plain text.
An address is trimmed, and when it is digits and phone punctuation, and the needle is too and has a digit, their
digits-only forms are compared as well: `(503) 555` finds `+15035551234`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

# Never part of folded text, so that a store may put it between texts.
SEPARATOR = "\x01"
_REPLACEMENT = "\ufffd"
# Nor are these: NUL ends a text in C, lone surrogates have no UTF-8, and SQLite's search reads the last two as U+FFFD.
_REPLACED = (0, ord(SEPARATOR), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
# A store may look a longer needle up by parts of it, and then read each log that holds them all.
LONG_NEEDLE = 192
# No code point from here on changes case (Unicode 15: the last is U+1E943).
_LAST_CASED = 0x1F000
# In texts of so many letters, runs of so many marks are put in order before they are composed: see `_composed`.
_MANY_LETTERS, _MANY_MARKS = 4_000, 30
_PHONE = re.compile(r"[0-9+\-.()/ ]+")
_NOT_DIGIT = re.compile(r"[^0-9]")


def fold(text: str) -> str:
    """The form in which text is compared. What cannot be told apart everywhere (see _REPLACED) becomes U+FFFD."""
    if text.isascii():
        return text.lower().replace("\0", _REPLACEMENT).replace(SEPARATOR, _REPLACEMENT)
    return _composed(text).translate(_folding())


def phone_digits(address: str) -> str | None:
    """The digits of an address made of digits and phone punctuation only; None for any other, or without a digit."""
    if not _PHONE.fullmatch(address):
        return None
    return _NOT_DIGIT.sub("", address) or None


class AddressNeedle:
    """A From or To needle, ready to compare. Make it with `of`, which knows that a blank needle is none."""

    __slots__ = ("digits", "folded")

    def __init__(self, folded: str, digits: str | None) -> None:
        self.folded = folded
        self.digits = digits

    @classmethod
    def of(cls, needle: str | None) -> AddressNeedle | None:
        """The needle trimmed and folded; None when there is nothing in it."""
        trimmed = (needle or "").strip()
        return cls(fold(trimmed), phone_digits(trimmed)) if trimmed else None

    def found_in(self, address: str | None) -> bool:
        """Whether this address contains the needle."""
        if address is None:
            return False
        trimmed = address.strip()
        if self.folded in fold(trimmed):
            return True
        digits = phone_digits(trimmed) if self.digits else None
        return digits is not None and self.digits is not None and self.digits in digits

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AddressNeedle) and (self.folded, self.digits) == (other.folded, other.digits)

    def __hash__(self) -> int:
        return hash((self.folded, self.digits))

    def __repr__(self) -> str:
        return f"AddressNeedle({self.folded!r}, {self.digits!r})"


def log_needle(needle: str | None) -> str | None:
    """A log needle folded as given (inner and outer spaces count); None when it is blank."""
    return fold(needle) if needle and needle.strip() else None


def found_in_log(needle: str, messages: Iterable[str]) -> bool:
    """Whether any one message contains a needle made by `log_needle`."""
    return any(needle in fold(message) for message in messages)


def _composed(text: str) -> str:
    """The text in NFC. Python orders marks that follow one another by insertion: 40,000 of them took 2 s."""
    if len(text) < _MANY_LETTERS:
        return unicodedata.normalize("NFC", text)
    apart = text.translate({ord(letter): unicodedata.normalize("NFD", letter) for letter in set(text)})
    marks = "".join(letter for letter in set(apart) if unicodedata.combining(letter))
    if marks:
        run = re.compile(f"[{marks}]{{{_MANY_MARKS},}}")
        apart = run.sub(lambda found: "".join(sorted(found[0], key=unicodedata.combining)), apart)
    return unicodedata.normalize("NFC", apart)


@cache
def _folding() -> dict[int, str]:
    """Simple case folding of every code point that changes, with those that are replaced."""
    table = dict.fromkeys(_REPLACED, _REPLACEMENT)
    for point in range(_LAST_CASED):
        char = chr(point)
        folded = char.casefold()
        if len(folded) != 1:  # full folding would lengthen it: the simple one is its lower case, where that is single
            lower = char.lower()
            folded = lower if len(lower) == 1 else char
        if folded != char:
            table[point] = folded
    return table
