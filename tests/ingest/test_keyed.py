"""The secret of a hook as the password of basic authentication, as telephone systems show it."""

from __future__ import annotations

import base64

import pytest

from switchbook.ingest.keyed import knows_secret

SECRET = "a hook's: secret ü"


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.mark.parametrize("user", ["", "freeswitch", "ü"])
def test_any_user_with_the_secret_as_password_is_accepted_where_passwords_are(user: str) -> None:
    assert knows_secret(basic(user, SECRET), b"", SECRET, password=True)
    assert not knows_secret(basic(user, SECRET), b"", SECRET)


@pytest.mark.parametrize(
    "headers",
    [{}, basic("x", "other"), basic(SECRET, ""), {"authorization": "Basic"}, {"authorization": "Basic ü%"}],
)
def test_anything_else_is_refused(headers: dict[str, str]) -> None:
    assert not knows_secret(headers, b"", SECRET, password=True)
    assert not knows_secret(headers, b"", "", password=True)
