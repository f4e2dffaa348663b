"""How the values of settings are read from text; each raises ValueError with what is wanted."""

from __future__ import annotations

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

_ORIGIN = re.compile(r"https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?")
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,12}")
_SHORTEST_TOKEN = 16


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number within these bounds, both included."""

    def read(text: str) -> int:
        value = int(text) if _WHOLE_NUMBER.fullmatch(text.strip()) else None
        if value is None or not low <= value <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return value

    return read


def zone(text: str) -> str:
    """The name of a time zone (IANA)."""
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError) as bad:
        raise ValueError("the name of a time zone, such as Europe/Berlin") from bad
    return text


def url(text: str) -> str:
    """An address of the web, without a slash at its end."""
    if not text.startswith(("http://", "https://")):
        raise ValueError("an address that begins with http:// or https://")
    return text.rstrip("/")


def origin(text: str) -> str:
    """An origin of the web, in lower case."""
    if not _ORIGIN.fullmatch(text):
        raise ValueError("origins such as https://desk.example.com, separated by commas, each without a path")
    return text.lower()


def origins(text: str) -> tuple[str, ...]:
    """Origins, separated by commas."""
    return tuple(map(origin, words(text)))


def yes_or_no(text: str) -> bool:
    """true or false, in any case."""
    word = text.strip().lower()
    if word not in ("true", "false"):
        raise ValueError("true or false")
    return word == "true"


def words(text: str) -> tuple[str, ...]:
    """Words, separated by commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def one_of(*known: str) -> Callable[[str], str]:
    """One of these words, in any case."""

    def read(text: str) -> str:
        word = text.strip().lower()
        if word not in known:
            raise ValueError(f"one of {', '.join(known)}")
        return word

    return read


def token(text: str) -> str:
    """A secret that is shown as a bearer token: long enough not to be guessed, and without blanks."""
    if len(text) < _SHORTEST_TOKEN or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError(f"at least {_SHORTEST_TOKEN} letters, digits and signs without a blank")
    return text


def accounts(text: str) -> tuple[str, ...]:
    """The one word `on` or `off`, or ids of accounts, separated by commas."""
    told = words(text)
    if len(told) == 1 and told[0].lower() in ("on", "off"):
        return (told[0].lower(),)
    if not told or any(each.lower() in ("on", "off", "true", "false") for each in told):
        raise ValueError("on, off, or the ids of accounts, separated by commas")
    return told
