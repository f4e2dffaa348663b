"""When a text contains a needle."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.texts import ANY, ascii_texts, digits, texts

from switchbook.model.matching import SEPARATOR, AddressNeedle, fold, found_in_log, log_needle, phone_digits

PUNCTUATION = st.text("+-.()/ ", max_size=2)


@given(texts, st.data())
def test_every_slice_of_a_message_is_found_in_it(text: str, data: st.DataObject) -> None:
    # Of its NFC: a slice may not cut a mark from its letter.
    composed = unicodedata.normalize("NFC", text)
    first = data.draw(st.integers(0, len(composed)))
    needle = log_needle(composed[first : data.draw(st.integers(first, len(composed)))])

    assert needle is None or found_in_log(needle, ["other", text])


@given(texts, st.data())
def test_every_slice_of_an_address_is_found_in_it(text: str, data: st.DataObject) -> None:
    composed = unicodedata.normalize("NFC", text.strip())
    first = data.draw(st.integers(0, len(composed)))
    needle = AddressNeedle.of(composed[first : data.draw(st.integers(first, len(composed)))])

    assert needle is None or needle.found_in(text)


@given(ANY)
def test_a_letter_is_found_in_either_case(letter: str) -> None:
    # Upper-case I belongs to i; that the dotless one has the same capital is a Turkish rule.
    variants = {letter.lower(), letter.upper()} if letter != "ı" else {letter}

    assert {fold(variant) for variant in variants if len(variant) == 1} <= {fold(letter)}


@given(texts)
def test_composed_and_decomposed_texts_are_one(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == fold(text)


@given(
    st.text(st.sampled_from("aé\u0301\u0316\u0323\u0344\u0f73\u0f75\u1100\u1161\u11a8각ﬁ日"), min_size=1, max_size=60)
)
@settings(deadline=None)
def test_a_long_text_is_composed_as_a_short_one_is(text: str) -> None:
    part = text + "\u0323\u0301\u0f73" * 20
    long = part * (4_000 // len(part) + 1)

    composed = unicodedata.normalize("NFC", long)
    folded = {letter: fold(letter) for letter in set(composed)}
    assert fold(long) == "".join(folded[letter] for letter in composed)


def test_marks_that_follow_one_another_by_the_thousand_are_soon_in_order() -> None:
    marks = "\u0316\u0301" * 20_000
    begun = time.process_time()

    assert fold(f"a{marks}") == f"á{chr(0x316) * 20_000}{chr(0x301) * 19_999}"
    assert time.process_time() - begun < 1


@given(texts)
def test_folding_keeps_every_code_point_in_its_place(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)

    assert len(fold(text)) == len(composed)
    assert fold(text) == "".join(map(fold, composed))


@given(texts)
def test_folded_text_holds_nothing_that_is_not_told_apart_everywhere(text: str) -> None:
    folded = fold(text + "\0\x01\ud800\udfff\ufffe\uffff")

    assert folded.endswith("\ufffd" * 6)
    assert not set("\0\ufffe\uffff" + SEPARATOR) & set(folded)
    folded.encode()


@given(ascii_texts, ascii_texts)
def test_ascii_texts_are_compared_as_everybody_expects(needle: str, text: str) -> None:
    wanted = log_needle(needle)

    assert (wanted is None) == (not needle.strip())
    assert wanted is None or found_in_log(wanted, [text]) == (needle.lower() in text.lower())


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("STRASSE", "strasse"),
        ("Straße", "straße"),
        ("STRAẞE", "straße"),
        ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
        ("σίσυφος", "σίσυφοσ"),
        ("İI", "İi"),
        ("ıſKÅ", "ıskå"),
        ("ǅ", "ǆ"),
        ("E\u0301", "é"),
        ("ﬁ", "ﬁ"),
        ("Ꭰ", "Ꭰ"),
        ("ꭰ", "Ꭰ"),
        ("\U00010400", "\U00010428"),
        ("日本語 😀", "日本語 😀"),
    ],
)
def test_folding_is_simple_and_of_no_language(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(digits, st.data())
def test_digits_are_found_however_they_are_written(number: str, data: st.DataObject) -> None:
    address = written(number, data)
    first = data.draw(st.integers(0, len(number) - 1))
    part = number[first : data.draw(st.integers(first + 1, len(number)))]
    needle = AddressNeedle.of(written(part, data))

    assert needle is not None
    assert needle.found_in(address)


def written(number: str, data: st.DataObject) -> str:
    """A number with punctuation anywhere."""
    return "".join(digit + data.draw(PUNCTUATION) for digit in number)


@pytest.mark.parametrize(
    ("needle", "address", "found"),
    [
        ("(503) 555", "+15035551234", True),
        ("+1 503", "(1503)", True),
        ("+503", "+15035551234", True),
        ("503-555", "sip:+1503555@example.org", False),
        ("503555", "sip:+1503555@example.org", True),
        ("x503", "+1503", False),
        ("()", "+1503", False),
        ("()", "()", True),
        ("5-0", "50%", False),
        ("٣", "3", False),
        ("３", "3", False),
        (" anna ", "Anna", True),
        ("an na", "anna", False),
    ],
)
def test_digits_alone_are_compared_only_where_both_sides_are_numbers(needle: str, address: str, found: bool) -> None:
    wanted = AddressNeedle.of(needle)

    assert wanted is not None
    assert wanted.found_in(address) is found


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("+1 (503) 555-1234", "15035551234"),
        ("1.2/3", "123"),
        ("", None),
        ("+-()", None),
        ("1a", None),
        ("1\n", None),
        ("1\t2", None),
        ("١٢", None),
    ],
)
def test_digits_are_those_of_a_number_only(address: str, expected: str | None) -> None:
    assert phone_digits(address) == expected


@pytest.mark.parametrize("blank", [None, "", " ", "\t\n", "\u2003"])
def test_a_blank_needle_is_no_filter(blank: str | None) -> None:
    assert AddressNeedle.of(blank) is None
    assert log_needle(blank) is None


def test_nothing_is_found_in_no_address() -> None:
    needle = AddressNeedle.of("a")

    assert needle is not None
    assert not needle.found_in(None)
    assert not needle.found_in("")


def test_a_log_needle_counts_its_spaces_and_stays_within_one_message() -> None:
    needle = log_needle(" b")

    assert needle == " b"
    assert found_in_log(needle, ["x", "A B"])
    assert not found_in_log(needle, ["a", "b"])
    assert not found_in_log(needle, ["a ", "b"])
    assert not found_in_log(needle, [])


def test_needles_of_one_meaning_are_equal() -> None:
    one, other, third = AddressNeedle.of(" ANNA"), AddressNeedle.of("anna "), AddressNeedle.of("ann")

    assert one == other != third
    assert len({one, other, third}) == 2
    assert one != "anna"
    assert repr(one) == "AddressNeedle('anna', None)"
