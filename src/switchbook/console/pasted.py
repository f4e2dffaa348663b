"""What somebody may mean by what they put into the search box: a number in any notation, an id, words; pure.

Numbers are looked for without what depends on who wrote them: the international prefix, the country, the zero or one
that is dialled before them in their own country, an extension, punctuation. `+44 (0)20 7946 0123`, `0044 20 79460123`
and `020 7946 0123` all come to 2079460123, which every spelling of the number in the book contains.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote

import msgspec
import phonenumbers


class Reading(msgspec.Struct, frozen=True):
    """One way to understand it: the filter of ListSessions that is meant, its value, and both in words."""

    filter: str
    value: str
    told: str


_SESSION = re.compile(r"(?:https?://\S+/sessions/)?([0-9a-f]{24})(?:[.?#/]\S*)?", re.IGNORECASE)
# What sources call a call: Twilio's SIDs, the UUIDs of FreeSWITCH, Asterisk's seconds since 1970 with a counter.
_CALL = re.compile(
    r"(?:CA|FX)[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:[A-Za-z][\w.-]*-)?1[0-9]{9}\.[0-9]{1,9}",
    re.IGNORECASE,
)
_URI = re.compile(r"(?:[^<]*<)?\s*(tel|sips?|callto|client|whatsapp):([^;?>]+)[^>]*(?:>.*)?", re.IGNORECASE)
# A number beside a name, as in a cell of the list, or as the wire's displayName has it.
_NAMED = re.compile(r"(\+[0-9][0-9\-.() ]{6,}[0-9])\s+[^0-9+]+|[^0-9+]+[(<](\+[0-9][0-9\-. ]{6,}[0-9])[)>]")
_PORT = re.compile(r":[0-9]+$")
_EXTENSION = re.compile(r"[\s,;]*(?:;ext=|(?<![a-z])ext(?:ension)?\.?|(?<![a-z])x|#)\s*[0-9]{1,7}", re.IGNORECASE)
_PUNCTUATED = re.compile(r"[0-9+\-.()/ ]+")
# Digits and punctuation that are no number: a day, the address of a machine.
_NO_NUMBER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_NORTH_AMERICAN = re.compile(r"1([2-9][0-9]{2}[2-9][0-9]{6})")
_FEWEST_DIGITS, _NATIONAL = 3, 6
# A party of so few digits at a host, as in sip:4001@example.com, is an extension there and no number.
_LONGEST_EXTENSION = 6


def readings(text: str) -> Sequence[Reading]:
    """What may be meant, the likeliest first; nothing of a blank text."""
    plain = _plain(text)
    if not plain:
        return ()
    session = _SESSION.fullmatch(plain)
    if session is not None:
        found = session[1].lower()
        return (Reading("specificIds", found, f"Session {found}"), _log(found))
    if _CALL.fullmatch(plain):
        # Twilio's are written in small letters after the two that say what they are.
        sid = plain[:2].upper() + plain[2:].lower() if len(plain) == 34 else plain
        return (Reading("callSid", sid, f"Call {sid}"), _log(sid))
    number, address = number_in(plain), _address_in(plain)
    if number is not None:
        return (Reading("number", number, f"Number contains {number}"), _log(number), _anything(number))
    if address is not None:
        return (Reading("number", address, f"Address contains {address}"), _log(address), _anything(address))
    named = _NAMED.fullmatch(plain)
    beside = number_in(named[1] or named[2]) if named is not None else None
    if beside is not None:
        return (Reading("number", beside, f"Number contains {beside}"), _anything(plain), _log(plain))
    return (_anything(plain), _log(plain))


def number_in(text: str) -> str | None:
    """The digits of a phone number that every spelling of it contains; None where the text is no number."""
    written = unicodedata.normalize("NFKC", text)
    uri = _URI.fullmatch(written)
    if uri is not None:
        written, host = unquote(uri[2]).partition("@")[::2]
        if host and len(written) <= _LONGEST_EXTENSION:
            return None
    written = "".join("-" if unicodedata.category(each) == "Pd" else each for each in written)
    written = _EXTENSION.split(written, maxsplit=1)[0].strip()
    digits = "".join(each for each in written if each in "0123456789")
    if len(digits) < _FEWEST_DIGITS or not _PUNCTUATED.fullmatch(written) or _NO_NUMBER.fullmatch(written):
        return None
    return _significant(written, digits)


def _significant(written: str, digits: str) -> str:
    """A number's digits without prefixes, as far as it is complete enough for them to be told."""
    for prefix in ("+", "00", "011"):
        if written.lstrip("( ").startswith(prefix):
            abroad = _without_country(written.replace("(0)", "").partition(prefix)[2])
            if abroad is not None:
                return abroad
    american = _NORTH_AMERICAN.fullmatch(digits)
    if american is not None:
        return american[1]
    if digits[0] == "0" and digits[1] != "0" and len(digits) >= _NATIONAL:
        return digits[1:]
    return digits


def _without_country(written: str) -> str | None:
    """The significant digits of a number that begins with its country; None where it may not be whole."""
    try:
        parsed = phonenumbers.parse("+" + written)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.national_significant_number(parsed) if phonenumbers.is_possible_number(parsed) else None


def _address_in(text: str) -> str | None:
    """What the address of a party contains whose URI this is, such as `alice@example.com`."""
    uri = _URI.fullmatch(text)
    if uri is None:
        return None
    address = _PORT.sub("", unquote(uri[2]).strip())
    return (f"{uri[1].lower()}:{address}" if uri[1].lower() == "client" else address) or None


def _plain(text: str) -> str:
    """A text without what nobody sees: marks of direction, spaces of no width, spaces around."""
    seen = "".join(each for each in text if unicodedata.category(each) not in ("Cf", "Cs"))
    return " ".join("".join(" " if unicodedata.category(each) in ("Cc", "Zs") else each for each in seen).split())


def _log(words: str) -> Reading:
    return Reading("log", words, f"The log contains {words}")


def _anything(words: str) -> Reading:
    return Reading("text", words, f"A name, an address or the log contains {words}")
