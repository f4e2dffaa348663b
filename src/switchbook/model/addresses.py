"""The canonical form of an address: every way to write one and the same number, user or mailbox becomes one text.

Two addresses are the same to the directory when their canonical forms are. What a session shows is not this form.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache
from urllib.parse import quote, unquote

import msgspec

from switchbook.model.matching import fold

# What carriers put in the place of a number that the caller withheld; the digits spell ANONYMOUS and its kind.
WITHHELD = frozenset(
    {"anonymous", "restricted", "unavailable", "unknown", "private", "blocked", "withheld", "+266696687", "266696687"}
    | {"+86282452253", "+464", "+2562533", "+8656696", "+7378742833"}
)
# The numbers that reach help from every mobile telephone, whatever the country (3GPP TS 22.101, 10.1).
_HELP = frozenset({"112", "911"})
# Schemes that are followed by a telephone number; they say by which way it is reached, not whose it is.
_OF_NUMBERS = re.compile(r"(?:tel|sms|mms|whatsapp|fax|callto):(.*)", re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(r"[^<>]*<([^<>]+)>\s*")
_SIP = re.compile(r"sips?:(.*)", re.IGNORECASE | re.DOTALL)
_CLIENT = re.compile(r"client:(.+)", re.IGNORECASE | re.DOTALL)
_MAILBOX = re.compile(r"(?:mailto:)?([^@\s<>:;,]+@[^@\s<>:;,?]+)(?:\?.*)?", re.IGNORECASE)
# What people put between digits: spaces, dots, slashes, brackets, and every kind of hyphen.
_BETWEEN = re.compile(r"[\s().\-/\u2010-\u2015\u2212]+")
_DIGITS = re.compile(r"\+?[0-9]+", re.ASCII)
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
# A shorter one is a key somebody pressed; a longer one is a telephone number.
_EXTENSION = re.compile(r"[0-9]{2,6}", re.ASCII)
# What stands before the country code in most countries, and in North America. A country's own comes from its plan.
_PREFIXES = ("00", "011")
# What a SIP user may hold as it is (RFC 3261, 25.1: unreserved and user-unreserved).
_USER = "-_.!~*'()&=+$,;?/"
# To find a canonical form takes 30 µs. It is remembered of so many endpoints, and of what calls came with last.
_OF_ENDPOINTS = 1 << 17
_OF_CALLS = 1 << 12


class Kind(Enum):
    """What an address is. A `local` number is one whose country nobody said, so it has no E.164 form."""

    number = "number"
    local = "local"
    extension = "extension"
    client = "client"
    sip = "sip"
    email = "email"
    text = "text"


class Address(msgspec.Struct, frozen=True):
    """An address as it is compared: its kind, its canonical text, and the E.164 number that a SIP user is, if it is."""

    kind: Kind
    text: str
    number: str | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """Every canonical text that this address answers to, its own first."""
        return (self.text,) if self.number is None else (self.text, self.number)


@lru_cache(_OF_ENDPOINTS)
def canonical(address: str, region: str | None = None) -> str | None:
    """The canonical text of an address; None for one that names nobody. `region` as in `read`."""
    found = _read(address, region)
    return None if found is None else found.text


@lru_cache(_OF_CALLS)
def read(address: str, region: str | None = None) -> Address | None:
    """What an address is; None when it is blank or stands for a caller who is withheld.

    `region` is the country (two letters, upper case, one of `known_region`) in which numbers are dialled that name
    none. Display names, schemes and parameters are dropped; a number becomes E.164 by the rules of the ITU and of the
    region's numbering plan (the library phonenumbers knows them), a SIP address user@host (RFC 3261: the host in any
    case, the user as it is; its port says where it is now, not who it is).
    """
    return _read(address, region)


@lru_cache(_OF_CALLS)
def in_full(address: str | None, region: str | None) -> str | None:
    """A telephone number in E.164 where its region is known; any other address, and any other number, as it is."""
    if address is None or region is None:
        return address
    told = address.strip().removeprefix("tel:")
    found = _number(told, region)
    return found.text if found is not None and found.kind is Kind.number else address


def known_region(region: str | None) -> str | None:
    """The two letters of a country whose numbering plan is known, in upper case; None for any other text."""
    from phonenumbers import SUPPORTED_REGIONS  # it takes a while to load, and few commands want it

    told = (region or "").strip().upper()
    return told if told in SUPPORTED_REGIONS else None


def calls_for_help(address: Address, region: str | None) -> bool:
    """Whether a short number is an emergency number: of this region, or where none is known, 112 or 911."""
    if address.kind is not Kind.extension or address.text in _HELP:
        return address.text in _HELP
    from phonenumbers import is_emergency_number

    return region is not None and is_emergency_number(address.text, region)


def _read(address: str, region: str | None) -> Address | None:
    """See `read`."""
    text = unicodedata.normalize("NFC", address).strip()
    named = _NAMED.fullmatch(text)
    if named is not None:
        text = named[1].strip()
    if not text or text.lower() in WITHHELD:
        return None
    if (sip := _SIP.fullmatch(text)) is not None:
        found = _sip(sip[1].strip(), region)
    elif (client := _CLIENT.fullmatch(text)) is not None and client[1].strip():
        found = Address(Kind.client, f"client:{client[1].strip()}")
    elif (scheme := _OF_NUMBERS.fullmatch(text)) is not None:
        found = _uri(scheme[1].strip(), region)
    elif (mailbox := _MAILBOX.fullmatch(text)) is not None:
        found = Address(Kind.email, _folded(mailbox[1]))
    else:
        found = _number(text, region)
    if found is None:
        found = Address(Kind.text, _folded(text))
    return None if found.text in WITHHELD or _user(found) in WITHHELD else found


def _sip(told: str, region: str | None) -> Address | None:
    """user@host of a SIP address without its scheme."""
    userinfo, _, place = told.rpartition("@")
    where, *parameters = re.split(r"[;?]", place)
    host = where.strip()
    host = host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0].rstrip(".")
    if not host:
        return None
    user = unquote(userinfo.partition(":")[0]).strip()
    if not user:
        return Address(Kind.sip, f"sip:{_folded(host)}")
    dialled = user.partition(";")[0]
    is_phone = dialled.startswith("+") or "user=phone" in (parameter.strip().lower() for parameter in parameters)
    number = _number(dialled, region) if is_phone else None
    return Address(
        Kind.sip,
        f"sip:{quote(user, safe=_USER)}@{_folded(host)}",
        number.text if number is not None and number.kind is Kind.number else None,
    )


def _user(address: Address) -> str:
    """The user of a SIP address."""
    return address.text[4:].partition("@")[0].lower() if address.kind is Kind.sip else ""


def _uri(told: str, region: str | None) -> Address | None:
    """The number after a scheme (RFC 3966): one that is local within a country is that country's."""
    digits, *parameters = told.split(";")
    for parameter in parameters:
        name, _, context = parameter.partition("=")
        if name.strip().lower() == "phone-context" and context.startswith("+"):
            found = _valid(_BETWEEN.sub("", context + digits), None)
            if found is not None:
                return Address(Kind.number, found)
    return _number(digits, region)


def _number(text: str, region: str | None) -> Address | None:
    """A telephone number or extension, however it is punctuated; None for any other text."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if not _DIGITS.fullmatch(digits):
        return None
    if digits.startswith("+"):
        # What no numbering plan has may be new there, or made up: it is international all the same.
        found = _valid(digits, None) or (digits if _INTERNATIONAL.fullmatch(digits) else None)
        return None if found is None else Address(Kind.number, found)
    if _EXTENSION.fullmatch(digits):
        return Address(Kind.extension, digits)
    found = _valid(digits, region) if region is not None else None
    for prefix in _PREFIXES:
        if found is None and digits.startswith(prefix):
            found = _valid(f"+{digits.removeprefix(prefix)}", None)
    if found is None and region is not None:
        found = _long_distance(digits, region)
    if found is not None:
        return Address(Kind.number, found)
    return Address(Kind.local, digits) if len(digits) > 1 else None


def _valid(digits: str, region: str | None, *, by_length: bool = False) -> str | None:
    """The number in E.164, if it is one that a numbering plan has: dialled in this region, or international.

    With `by_length` it need only be as long as that plan's numbers are.
    """
    from phonenumbers import (
        NumberParseException,
        PhoneNumberFormat,
        ValidationResult,
        format_number,
        is_possible_number_with_reason,
        is_valid_number,
        parse,
    )

    try:
        number = parse(digits, region)
    except NumberParseException:
        return None
    fits = by_length and is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    fits = fits and not number.italian_leading_zero
    return format_number(number, PhoneNumberFormat.E164) if fits or is_valid_number(number) else None


def _long_distance(digits: str, region: str) -> str | None:
    """What is dialled with the region's own prefix for long distance, and is as long as its numbers are.

    Ranges are opened sooner than plans are brought up to date, and those for examples are in no plan.
    """
    from phonenumbers import ndd_prefix_for_region

    prefix = ndd_prefix_for_region(region, True)
    return _valid(digits, region, by_length=True) if prefix and digits.startswith(prefix) else None


def _folded(text: str) -> str:
    """Folded for comparing, and in one normal form after that too."""
    return unicodedata.normalize("NFC", fold(text))
