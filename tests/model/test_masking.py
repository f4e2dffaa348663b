"""What is named like a secret is not shown; everything else is, as it came."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchbook.model.masking import masked

SECRET = "5Up3rS3cr3t"


@pytest.mark.parametrize(
    "sent",
    [
        f"CallSid=CA1&AuthToken={SECRET}&From=%2B1503",
        f"password={SECRET}",
        f'{{"variables": {{"sip_password": "{SECRET}", "name": "Jane"}}}}',
        f'{{"api_key":"a\\"{SECRET}"}}',
        f'{{"secret" : "", "token": "{SECRET}"}}',
        f"cdr=%7B%22variables%22%3A%7B%22user_password%22%3A%22{SECRET}%22%7D%7D",
        f'{{"uri": "https://files.example.com/a.mp3?token={SECRET}&x=1"}}',
        f'{{"uri": "https://ann:{SECRET}@files.example.com/a.mp3"}}',
        f"RecordingUrl=https://files.example.com/a?access_token={SECRET}",
    ],
)
def test_a_value_that_is_named_like_a_secret_is_masked(sent: str) -> None:
    told = masked(sent)

    assert SECRET not in told
    assert "***" in told


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("Digits=4111111111111111&CallSid=CA1", "Digits=***&CallSid=CA1"),
        ("CallSid=CA1&Digits=7", "CallSid=CA1&Digits=7"),
        ('{"Digits": "1234", "To": "+1"}', '{"Digits": "***", "To": "+1"}'),
        ('{"pin": 1234}', '{"pin": "***"}'),
    ],
)
def test_one_key_that_was_pressed_is_shown_more_are_not(sent: str, told: str) -> None:
    assert masked(sent) == told


@pytest.mark.parametrize(
    "sent",
    [
        '{"from": "+15035550100", "log": ["the secret is out"]}',
        "CallSid=CA1&CallStatus=ringing",
        "ping=1&spin=2",
        "\0ü",
    ],
)
def test_everything_else_stays_as_it_came(sent: str) -> None:
    assert masked(sent) == sent


@pytest.mark.parametrize("awkward", ["token" * 9_000, '"token":"' + "%5Cx" * 9_000, "://a:" * 9_000, '"' * 9_000])
def test_no_text_takes_long(awkward: str) -> None:
    begun = perf_counter()

    masked(awkward)

    assert perf_counter() - begun < 2


@given(st.text())
def test_masking_again_changes_nothing(sent: str) -> None:
    assert masked(masked(sent)) == masked(sent)
