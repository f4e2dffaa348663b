"""Identities depend on what a thing is, and on nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchbook.model import identity

parts = st.lists(st.text(max_size=4), min_size=1, max_size=4)


@given(st.text(), st.text(), st.text())
def test_a_session_id_has_the_form_of_one(account_id: str, source: str, leg: str) -> None:
    made = identity.session_id(account_id, source, leg)

    assert identity.is_session_id(made)
    assert made == identity.session_id(account_id, source, leg)


def test_a_session_id_is_the_same_in_every_version() -> None:
    # Kept books hold these: another result would take every late delivery into a new session.
    assert identity.session_id("a1", "twilio", "CA1") == "9fa6e3e11cd9176592b0d48f"
    assert identity.delivery_key("a1", "twilio", "CA1", "ringing").hex() == "6ecadf1abab1c43760e60c9ac8ce430f"
    assert identity.payload_digest(b"payload").hex() == "10869b0f6f20a93198b36b54dcfb8664"


@given(parts, parts)
def test_no_two_lists_of_parts_share_a_key(one: list[str], other: list[str]) -> None:
    keys = [identity.delivery_key("a1", "test", *some) for some in (one, other)]

    assert (keys[0] == keys[1]) == (one == other)
    assert {len(key) for key in keys} == {16}


@given(st.binary(), st.binary())
def test_payloads_are_told_apart(one: bytes, other: bytes) -> None:
    assert (identity.payload_digest(one) == identity.payload_digest(other)) == (one == other)


def test_a_lone_surrogate_is_a_part_like_any_other() -> None:
    assert identity.session_id("a1", "test", "\ud800") != identity.session_id("a1", "test", "\ud801")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("0123456789abcdef01234567", True),
        ("0123456789ABCDEF01234567", False),
        ("0123456789abcdef0123456", False),
        ("0123456789abcdef012345678", False),
        ("0123456789abcdef0123456g", False),
        ("0123456789abcdef01234567\n", False),
        ("", False),
    ],
)
def test_only_24_lower_case_hex_characters_are_a_session_id(text: str, is_one: bool) -> None:
    assert identity.is_session_id(text) is is_one
