"""Tells by a shared secret who may deliver: shown as a bearer token or a password, or used to sign the body."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from hashlib import sha256


def knows_secret(headers: Mapping[str, str], payload: bytes, secret: str, *, password: bool = False) -> bool:
    """Whether the secret came as a bearer token, or signed the body; with `password`, also in basic authentication.

    `authorization: Bearer SECRET`, or `authorization: Basic` with any user and the secret as password (RFC 7617), or
    `x-switchbook-signature: sha256=` and the hex HMAC-SHA256 of the body. Names of headers are in lower case.
    """
    key = secret.encode()
    scheme, _, token = headers.get("authorization", "").partition(" ")
    shown = token.strip().encode("utf-8", "replace")
    bearer = hmac.compare_digest(shown, key) and scheme.lower() == "bearer"
    basic = hmac.compare_digest(_password(shown), key) and scheme.lower() == "basic" and password
    stated = headers.get("x-switchbook-signature", "").strip().lower().encode("utf-8", "replace")
    made = b"sha256=" + hmac.new(key, payload, sha256).hexdigest().encode()
    return bool(secret) and (bearer or basic or hmac.compare_digest(stated, made))


def _password(credentials: bytes) -> bytes:
    """The password in the credentials of basic authentication; empty when they are none."""
    try:
        return base64.b64decode(credentials, validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return b""
