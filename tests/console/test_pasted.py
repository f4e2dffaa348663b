"""What is pasted into the search box is understood: numbers in any notation, ids, calls, addresses, words."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as some
from phonenumbers import PhoneNumberFormat

from switchbook.console.pasted import number_in, readings
from switchbook.model.matching import AddressNeedle

SESSION, CALL = "2b9b365e968fc1cf0ea060e8", "CAec279662af51b907726ad1987f2e95ea"


@pytest.mark.parametrize(
    ("pasted", "number"),
    [
        ("+1 (212) 555-0123", "2125550123"),
        ("12125550123", "2125550123"),
        ("001 212 555 0123", "2125550123"),
        ("(212) 555\u20110123", "2125550123"),
        ("\u202a+1\u00a0212.555.0123\u202c", "2125550123"),
        ("212-555-0123 ext. 45", "2125550123"),
        ("0049 30 90182000", "3090182000"),
        ("+49 (0)30 90182000", "3090182000"),
        ("030 90182000", "3090182000"),
        ("011 49 30 90182000", "3090182000"),
        ("tel:+1-212-555-0123;ext=7", "2125550123"),
        ("TEL:+442079460123", "2079460123"),
        ("sip:+442079460123@example.com;user=phone", "2079460123"),
        ('"Ida" <sip:%2B442079460123@10.0.0.1:5060>;tag=1', "2079460123"),
        ("+1212", "1212"),
        ("555", "555"),
        ("\uff12\uff11\uff12\uff15\uff15\uff15", "212555"),
    ],
)
def test_a_number_is_known_in_any_notation(pasted: str, number: str) -> None:
    first, *others = readings(pasted)

    assert (first.filter, first.value, first.told) == ("number", number, f"Number contains {number}")
    assert [other.filter for other in others] == ["log", "text"]


@pytest.mark.parametrize(
    ("pasted", "name", "value"),
    [
        (SESSION, "specificIds", SESSION),
        (f" {SESSION.upper()}\n", "specificIds", SESSION),
        (f"https://book.example/console/sessions/{SESSION}?back=%2F", "specificIds", SESSION),
        (f"https://book.example/sessions/{SESSION}.json", "specificIds", SESSION),
        (CALL, "callSid", CALL),
        (CALL.lower(), "callSid", CALL),
        ("1716200000.1234", "callSid", "1716200000.1234"),
        ("pbx1-1716200000.7", "callSid", "pbx1-1716200000.7"),
        ("0b6e1f9c-6f3e-4d1e-9a53-1d6c7a2f8b90", "callSid", "0b6e1f9c-6f3e-4d1e-9a53-1d6c7a2f8b90"),
        ("sip:4001@woodlark.example", "number", "4001@woodlark.example"),
        ("client:emma.hassan", "number", "client:emma.hassan"),
        ("Ironbridge  Security", "text", "Ironbridge Security"),
        ("2026-11-26", "text", "2026-11-26"),
        ("192.168.1.10", "text", "192.168.1.10"),
        ("12", "text", "12"),
        ("error 503", "text", "error 503"),
        ("+44 114 496 0955 Noah Okafor", "number", "1144960955"),
        ("Noah Okafor (+441144960955)", "number", "1144960955"),
        ("Noah Okafor <+441144960955>", "number", "1144960955"),
        ("Call from +441144960955 to 12", "text", "Call from +441144960955 to 12"),
    ],
)
def test_ids_addresses_and_words_are_told_from_one_another(pasted: str, name: str, value: str) -> None:
    first = readings(pasted)[0]

    assert (first.filter, first.value) == (name, value)
    assert value in first.told


@pytest.mark.parametrize("pasted", ["", "   ", "\u200b\u2009\n"])
def test_of_nothing_nothing_is_meant(pasted: str) -> None:
    assert readings(pasted) == ()


NUMBERS = [
    number
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    if (number := phonenumbers.example_number(region)) is not None
]


@given(
    number=some.sampled_from(NUMBERS),
    form=some.sampled_from([PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966]),
    around=some.sampled_from(["{}", "  {}\t", "<{}>", "sip:{}@example.com:5060;transport=tls", "\u2066{}\u2069"]),
    abroad=some.sampled_from(["+", "00"]),
)
def test_whatever_a_number_was_copied_from_it_is_found_as_it_is_kept(
    number: phonenumbers.PhoneNumber, form: int, around: str, abroad: str
) -> None:
    # given a number as somebody else wrote it
    written = phonenumbers.format_number(number, form)
    if around.startswith(("<", "sip")):
        written = written.removeprefix("tel:").replace(" ", "")
        around = around if around.startswith("sip") else "<tel:{}>"
    pasted = around.format(written).replace("+", abroad, 1)

    # then what is looked for stands in the number as the book keeps it, and says its significant digits
    needle = AddressNeedle.of(number_in("".join(c for c in pasted if c not in "\u2066\u2069").strip()))
    assert needle is not None
    assert needle.found_in(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    assert readings(pasted)[0].filter == "number"


@given(some.text(max_size=60))
def test_any_text_is_understood_somehow(text: str) -> None:
    told = readings(text)

    assert all(reading.value.strip() and reading.told for reading in told)
    assert len({reading.filter for reading in told}) == len(told)
