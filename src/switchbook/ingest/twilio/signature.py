"""Twilio's signature: whether a request was made by somebody who knows the account's auth token."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from switchbook.ingest.twilio.form import countable, pairs

_DIGESTS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_HOST_AND_PORT = re.compile(r"(.*?)(:\d+)?")
_DEFAULT_PORTS = {"https": 443, "http": 80}


def authentic(url: str, headers: Mapping[str, str], payload: bytes, secret: str) -> bool:
    """Whether `x-twilio-signature` is that of this request under the account's auth token.

    Source of the rule: Twilio's request validator. The signature is over the URL, then all names and values of a
    form, sorted; of a JSON body over the URL alone, which then holds the body's SHA-256.
    """
    signature = headers.get("x-twilio-signature", "").encode("utf-8", "replace")
    digest = _DIGESTS.get(_algorithm(headers.get("x-twilio-webhooks-signature-settings", "")))
    signed = _signed_fields(url, headers.get("content-type", ""), payload)
    if not secret or digest is None or signed is None:
        return False
    accepted = False
    for spelling in _spellings(url):
        mac = hmac.digest(secret.encode(), spelling.encode("utf-8", "replace") + signed, digest)
        # No early end: how long it takes must not tell which spelling fitted.
        accepted |= hmac.compare_digest(base64.b64encode(mac), signature)
    return accepted


def _signed_fields(url: str, content_type: str, payload: bytes) -> bytes | None:
    """What is signed after the URL; None when the body cannot be a signed one."""
    if "json" in content_type.lower():
        stated = parse_qs(url.partition("?")[2]).get("bodySHA256", [""])[0].encode("utf-8", "replace")
        return b"" if hmac.compare_digest(sha256(payload).hexdigest().encode(), stated.lower()) else None
    if not countable(payload):
        return None
    return b"".join(name + value for name, value in sorted(set(pairs(payload))))


def _algorithm(settings: str) -> str:
    """The algorithm named in `key=…,algorithm=HMAC_SHA256`; without one it is HMAC_SHA1."""
    named = (part.partition("=") for part in settings.split(","))
    return next((value.strip().upper() for name, _, value in named if name.strip() == "algorithm"), "HMAC_SHA1")


def _spellings(url: str) -> Sequence[str]:
    """The URL as it is, without its port and with the default one: Twilio signs now this, now that."""
    try:
        parts = urlsplit(url)
    except ValueError:  # the sender may have named the host, and named it badly
        return [url]
    user, at, place = parts.netloc.rpartition("@")
    found = _HOST_AND_PORT.fullmatch(place)
    host, port = found.groups() if found else (place, None)
    default = f":{_DEFAULT_PORTS.get(parts.scheme, 443)}"
    netlocs = (f"{user}{at}{host}", f"{user}{at}{host}{port or default}")
    return list(dict.fromkeys((url, *(parts._replace(netloc=netloc).geturl() for netloc in netlocs))))
