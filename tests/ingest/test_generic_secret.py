"""Who may post generic events: whoever shows the secret, or signs with it."""

from __future__ import annotations

import hmac
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchbook.ingest.generic import Generic

SECRET = "a hook's secret ü"
BODY = b'{"version": 1}'
URL = "https://book.example.com/hooks/generic/1"


def signature(body: bytes = BODY, secret: str = SECRET) -> str:
    return "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()


def authentic(
    secret: str = SECRET,
    body: bytes = BODY,
    *,
    authorization: str | None = None,
    x_switchbook_signature: str | None = None,
) -> bool:
    headers = {"authorization": authorization, "x-switchbook-signature": x_switchbook_signature}
    return Generic().authentic(URL, {name: value for name, value in headers.items() if value is not None}, body, secret)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_secret_as_a_bearer_token_is_accepted(scheme: str) -> None:
    assert authentic(authorization=f"{scheme} {SECRET}")


def test_a_signed_body_is_accepted() -> None:
    assert authentic(x_switchbook_signature=signature())
    assert authentic(x_switchbook_signature=signature().upper())
    assert authentic(x_switchbook_signature=signature(), authorization="Bearer another")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": SECRET},
        {"authorization": f"Basic {SECRET}"},
        {"authorization": "Bearer"},
        {"authorization": f"Bearer {SECRET}x"},
        {"authorization": "Bearer ü\udcff"},
        {"x_switchbook_signature": signature().removeprefix("sha256=")},
        {"x_switchbook_signature": signature().replace("sha256", "sha1")},
        {"x_switchbook_signature": signature(body=BODY + b" ")},
        {"x_switchbook_signature": signature(secret=SECRET + "x")},
        {"x_switchbook_signature": "sha256=ü"},
    ],
)
def test_anything_else_is_refused(headers: dict[str, Any]) -> None:
    assert not authentic(**headers)


def test_an_empty_secret_lets_nobody_in() -> None:
    assert not authentic("", authorization="Bearer ")
    assert not authentic("", x_switchbook_signature=signature(secret=""))


@given(st.binary(), st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.binary(min_size=1))
def test_a_changed_body_is_refused(body: bytes, secret: str, more: bytes) -> None:
    signed = signature(body, secret)

    assert authentic(secret, body, x_switchbook_signature=signed)
    assert not authentic(secret, body + more, x_switchbook_signature=signed)
