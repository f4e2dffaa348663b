"""Masks what must not be shown in what a source sent: passwords, tokens, keys that were pressed."""

from __future__ import annotations

import re

MASK = "***"
_WORDS = r"(?:passw(?:or)?d|secret|token|authorization|credential|api[_-]?key|private[_-]?key)"
# A single key that was pressed is a menu's; more may be a card's number or a PIN.
# Bounded, and possessive below, so that the time it takes grows no faster than the text.
_NAME = rf"(?:[\w.\-]{{0,40}}{_WORDS}[\w.\-]{{0,40}}|pin)"
# As it stands in a form or a query; in JSON, which may itself be a value of a form.
_IN_FORM = re.compile(rf"((?:^|[?&;\s\"]){_NAME}=)[^&\"\\\s]+", re.IGNORECASE)
_DIGITS_IN_FORM = re.compile(r"((?:^|&)Digits=)[^&\s]{2,}", re.IGNORECASE)
_QUOTE = r'(?:"|%22)'
_COLON = rf"{_QUOTE}(?:\s|%20)*(?::|%3A)(?:\s|%20)*"
_TEXT = rf"{_QUOTE}(?:\\.|%5C(?:%..|.)|(?!{_QUOTE})[^\\])*+{_QUOTE}"
_IN_JSON = re.compile(rf"({_QUOTE}{_NAME}{_COLON})(?:{_TEXT}|[\w.+\-]+)", re.IGNORECASE | re.DOTALL)
_DIGITS_IN_JSON = re.compile(rf"({_QUOTE}Digits{_COLON})(?:{_QUOTE}[^\"%]{{2,}}{_QUOTE}|\d{{2,}})", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(://[^/\s:@\"]{0,200}:)[^/\s@\"]{1,500}(?=@)")


def masked(text: str) -> str:
    """The same text with the values of what is named like a secret as `***`. What has no name is not found."""
    for pattern, instead in (
        (_IN_JSON, rf'\1"{MASK}"'),
        (_DIGITS_IN_JSON, rf'\1"{MASK}"'),
        (_IN_FORM, rf"\1{MASK}"),
        (_DIGITS_IN_FORM, rf"\1{MASK}"),
        (_IN_ADDRESS, rf"\1{MASK}"),
    ):
        text = pattern.sub(instead, text)
    return text
