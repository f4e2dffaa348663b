"""Twilio's signature: the public vectors, and whatever Twilio's own validator signs."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from switchbook.ingest.twilio import Twilio
from switchbook.ingest.twilio.form import MOST_FIELDS

FORM = "application/x-www-form-urlencoded; charset=utf-8"

# The vectors that ship with the tests of Twilio's Python library.
TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FIELDS = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
BODY = urlencode(FIELDS).encode()

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def authentic(
    signature: str,
    *,
    url: str = URL,
    body: bytes = BODY,
    secret: str = TOKEN,
    content_type: str = FORM,
    settings: str | None = None,
) -> bool:
    headers = {"x-twilio-signature": signature, "content-type": content_type}
    if settings is not None:
        headers["x-twilio-webhooks-signature-settings"] = settings
    return Twilio().authentic(url, headers, body, secret)


def signed(url: str, fields: Mapping[str, str], token: str = TOKEN) -> str:
    signature: str = RequestValidator(token).compute_signature(url, fields)
    return signature


def test_the_public_vector_is_accepted() -> None:
    assert authentic(SIGNATURE)
    assert signed(URL, FIELDS) == SIGNATURE


@pytest.mark.parametrize("changed", ["url", "body", "secret", "signature", "missing", "empty secret"])
def test_a_change_in_anything_is_refused(changed: str) -> None:
    assert not {
        "url": authentic(SIGNATURE, url=URL.replace("foo=1", "foo=2")),
        "body": authentic(SIGNATURE, body=BODY.replace(b"Digits=1234", b"Digits=1235")),
        "secret": authentic(SIGNATURE, secret="12346"),
        "signature": authentic(SIGNATURE.replace("R", "S", 1)),
        "missing": Twilio().authentic(URL, {"content-type": FORM}, BODY, TOKEN),
        "empty secret": authentic(signed(URL, FIELDS, token=""), secret=""),
    }[changed]


@pytest.mark.parametrize(
    ("signed_url", "public_url"),
    [
        ("https://mycompany.com:443/hook", "https://mycompany.com/hook"),
        ("https://mycompany.com/hook", "https://mycompany.com:443/hook"),
        ("http://mycompany.com:80/hook", "http://mycompany.com/hook"),
        ("https://mycompany.com/hook", "https://mycompany.com:8443/hook"),
        ("https://mycompany.com:8443/hook", "https://mycompany.com:8443/hook"),
        ("https://[2001:db8::1]:443/hook", "https://[2001:db8::1]/hook"),
        ("https://user:word@mycompany.com/hook", "https://user:word@mycompany.com:443/hook"),
        ("https://mycompany.com/hook?", "https://mycompany.com/hook?"),
    ],
)
def test_a_port_may_be_in_the_signed_address_or_not(signed_url: str, public_url: str) -> None:
    assert authentic(_hmac(TOKEN, signed_url + "a1"), url=public_url, body=b"a=1")


def test_another_port_than_the_default_one_is_not_made_up() -> None:
    assert not authentic(
        _hmac(TOKEN, "https://mycompany.com:8443/hooka1"), url="https://mycompany.com/hook", body=b"a=1"
    )


def test_an_address_that_is_none_is_refused_unless_it_was_signed() -> None:
    assert not authentic(SIGNATURE, url="http://[/hook")


def test_a_repeated_field_counts_with_its_distinct_values_sorted() -> None:
    assert authentic(_hmac(TOKEN, URL + "MediaAMediaBOther1"), body=b"Media=B&Other=1&Media=A&Media=B")


def test_empty_values_are_signed_too() -> None:
    assert authentic(_hmac(TOKEN, URL + "AB1"), body=b"B=1&A=")


def test_a_json_body_is_signed_by_its_digest_in_the_address() -> None:
    body = b'{"CallSid": "CA1"}'
    url = f"https://mycompany.com/hook?bodySHA256={sha256(body).hexdigest()}"
    signature = signed(url, {})

    assert RequestValidator(TOKEN).validate(url, body.decode(), signature)
    assert authentic(signature, url=url, body=body, content_type="application/json")
    assert not authentic(signature, url=url, body=body + b" ", content_type="application/json")


def test_a_json_body_whose_digest_is_not_in_the_address_is_refused() -> None:
    url = "https://mycompany.com/hook"

    assert not authentic(signed(url, {}), url=url, body=b"{}", content_type="application/json")


def test_a_digest_in_the_address_does_not_free_a_form_from_being_signed() -> None:
    url = f"https://mycompany.com/hook?bodySHA256={sha256(b'a=1').hexdigest()}"

    assert not authentic(signed(url, {}), url=url, body=b"a=1")
    assert authentic(signed(url, {"a": "1"}), url=url, body=b"a=1")


def test_a_shared_key_signs_with_sha_256() -> None:
    settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
    signature = RequestValidator(TOKEN).compute_signature(URL, FIELDS, "HMAC_SHA256")

    assert authentic(signature, settings=settings)
    assert not authentic(SIGNATURE, settings=settings)
    assert not authentic(signature, settings="algorithm=NONE")


def test_a_form_of_countless_fields_is_refused() -> None:
    fields = {str(number): "" for number in range(MOST_FIELDS + 1)}

    assert not authentic(signed(URL, fields), body=urlencode(fields).encode())


@given(st.dictionaries(TEXTS, TEXTS), TEXTS.filter(bool), TEXTS)
def test_what_twilios_own_code_signs_is_accepted(fields: dict[str, str], token: str, query: str) -> None:
    url = f"https://mycompany.com/hooks/twilio/1?{urlencode({'q': query})}"

    assert authentic(signed(url, fields, token), url=url, body=urlencode(fields).encode(), secret=token)


@given(st.dictionaries(TEXTS, TEXTS, min_size=1), st.data())
def test_a_changed_value_is_refused(fields: dict[str, str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(fields)))
    changed = fields | {name: fields[name] + data.draw(TEXTS.filter(bool))}

    assert not authentic(signed(URL, fields), body=urlencode(changed).encode())


@given(st.binary(), st.text())
def test_anything_else_is_refused_without_an_error(body: bytes, signature: str) -> None:
    assert not authentic(signature, body=body, content_type="text/plain")


def _hmac(token: str, message: str) -> str:
    return base64.b64encode(hmac.digest(token.encode(), message.encode(), "sha1")).decode()
