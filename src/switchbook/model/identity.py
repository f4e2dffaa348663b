"""Identities that depend on what a thing is, never on when it arrived."""

from __future__ import annotations

import re
from hashlib import blake2b, sha256

_SESSION_ID = re.compile(r"[0-9a-f]{24}")


def session_id(account_id: str, source: str, root_leg: str) -> str:
    """The id of the session that this leg is the root of: 24 hex characters, the same whatever arrives first."""
    return sha256(_joined(account_id, source, root_leg)).hexdigest()[:24]


def endpoint_id(account_id: str, kind: str, address: str) -> str:
    """The id of the endpoint of this type that is learnt from this address: 24 hex characters, whoever calls first."""
    return sha256(_joined("endpoint", account_id, kind, address)).hexdigest()[:24]


def is_session_id(text: str) -> bool:
    """Whether a text has the form of a session's id: 24 characters of lower-case hex."""
    return _SESSION_ID.fullmatch(text) is not None


def delivery_key(account_id: str, source: str, *parts: str) -> bytes:
    """The 16 bytes that name a delivery, from what its source says identifies it."""
    return blake2b(_joined(account_id, source, *parts), digest_size=16).digest()


def payload_digest(payload: bytes) -> bytes:
    """The 16 bytes that tell one payload from another."""
    return blake2b(payload, digest_size=16).digest()


def _joined(*parts: str) -> bytes:
    # Length-prefixed, so that no two lists of parts give the same bytes.
    return b"".join(b"%d:%s" % (len(raw), raw) for raw in (part.encode("utf-8", "surrogatepass") for part in parts))
