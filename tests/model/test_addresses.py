"""Addresses in canonical form: public examples of every kind, and spellings of one and the same thing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, example_number, format_number, supported_calling_codes
from phonenumbers import format_out_of_country_calling_number as dialled_from
from phonenumbers import region_code_for_country_code as region_of

from switchbook.model.addresses import WITHHELD, Kind, calls_for_help, canonical, in_full, known_region, read

REGIONS = sorted({region_of(code) for code in supported_calling_codes()} - {"001", "ZZ"})

# Numbers that the regulators keep free for films and examples: Ofcom's and those of the North American plan.
LONDON, PORTLAND = "+442079460958", "+15035550100"


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("+442079460958", None),
        ("+44 20 7946 0958", None),
        ("+44 (0)20 7946 0958", None),
        ("(+44) 20-7946-0958", None),
        ("+44.20.7946.0958", "US"),
        ("＋44 20 7946 0958", None),
        ("+44\u00a020\u20117946\u20110958", None),
        ("020 7946 0958", "GB"),
        ("(020) 7946/0958", "GB"),
        ("442079460958", "GB"),
        ("0044 20 7946 0958", None),
        ("0044 20 7946 0958", "GB"),
        ("0044 20 7946 0958", "US"),
        ("011 44 20 7946 0958", None),
        ("011 44 20 7946 0958", "US"),
        ("011 44 20 7946 0958", "GB"),
        ("tel:+44-20-7946-0958", None),
        ("TEL:020-7946-0958", "GB"),
        ("tel:+442079460958;isub=1411", None),
        ("tel:2079460958;phone-context=+44", "US"),
        ("sms:+442079460958", None),
        ("whatsapp:+442079460958", None),
        ("Reception <+442079460958>", None),
        ('"Reception" <tel:+442079460958>', None),
    ],
)
def test_a_number_is_one_number_however_it_is_dialled(written: str, region: str | None) -> None:
    found = read(written, region)

    assert found is not None
    assert (found.kind, found.text, found.forms) == (Kind.number, LONDON, (LONDON,))


@pytest.mark.parametrize(
    ("written", "region", "expected"),
    [
        # RFC 3966, section 6
        ("tel:+1-201-555-0123", None, (Kind.number, "+12015550123")),
        ("tel:7042;phone-context=example.com", None, (Kind.extension, "7042")),
        ("tel:863-1234;phone-context=+1-914-555", None, (Kind.local, "8631234")),
        # Of no numbering plan, or of a former one: international all the same.
        ("+52 1 55 1234 5678", None, (Kind.number, "+5215512345678")),
        # Without a region nobody knows whose these are.
        ("020 7946 0958", None, (Kind.local, "02079460958")),
        ("555-0100", "US", (Kind.local, "5550100")),
        ("00", "GB", (Kind.extension, "00")),
        ("101", "GB", (Kind.extension, "101")),
        ("123456", "DE", (Kind.extension, "123456")),
        ("1-0-1", None, (Kind.extension, "101")),
        ("0000000", "GB", (Kind.local, "0000000")),
        ("7", None, (Kind.text, "7")),
        ("*97", "US", (Kind.text, "*97")),
        ("+101", None, (Kind.text, "+101")),
        ("s", None, (Kind.text, "s")),
        ("Main Hall", None, (Kind.text, "main hall")),
        ("messenger:1234567890", None, (Kind.text, "messenger:1234567890")),
        ("client:Anna", None, (Kind.client, "client:Anna")),
        ("Client: Anna ", None, (Kind.client, "client:Anna")),
        ("client:", None, (Kind.text, "client:")),
        ("mailto:Help@Example.COM?subject=Hi", None, (Kind.email, "help@example.com")),
        ("Help Desk <Help@example.com>", None, (Kind.email, "help@example.com")),
    ],
)
def test_what_an_address_is(written: str, region: str | None, expected: tuple[Kind, str]) -> None:
    found = read(written, region)

    assert found is not None
    assert (found.kind, found.text) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # RFC 3261, section 19.1.3 and 20.10
        ("sip:alice@atlanta.com", "sip:alice@atlanta.com"),
        ("sip:alice:secretword@atlanta.com;transport=tcp", "sip:alice@atlanta.com"),
        ("sips:alice@atlanta.com?subject=project%20x&priority=urgent", "sip:alice@atlanta.com"),
        ("sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com", "sip:atlanta.com"),
        ("sip:alice;day=tuesday@atlanta.com", "sip:alice;day=tuesday@atlanta.com"),
        ('"Mr. Watson" <sip:watson@worcester.bell-telephone.com>', "sip:watson@worcester.bell-telephone.com"),
        # RFC 3261, section 19.1.4: equal in pairs
        ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@atlanta.com"),
        ("sip:alice@AtLanTa.CoM;Transport=tcp", "sip:alice@atlanta.com"),
        ("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com"),
        ("sip:ALICE@AtLanTa.CoM;Transport=udp", "sip:ALICE@atlanta.com"),
        ("SIP:101@10.0.0.5:5062;ob", "sip:101@10.0.0.5"),
        ("sip:101@[2001:DB8::1]:5060", "sip:101@[2001:db8::1]"),
        ("sip:101@pbx.example.com.", "sip:101@pbx.example.com"),
    ],
)
def test_a_sip_address_is_its_user_and_host(written: str, expected: str) -> None:
    found = read(written)

    assert found is not None
    assert (found.kind, found.text, found.number) == (Kind.sip, expected, None)


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("sip:+1-212-555-1212:1234@gateway.com;user=phone", None, "+12125551212"),
        ("<sip:+442079460958@gw.example.com:5060;transport=udp>", None, LONDON),
        ("sip:%2B442079460958@gw.example.com", None, LONDON),
        ("sip:+442079460958;npdi@gw.example.com", None, LONDON),
        ("sip:02079460958@gw.example.com;user=phone", "GB", LONDON),
        ("sip:02079460958@gw.example.com;user=phone", None, None),
        ("sip:02079460958@gw.example.com", "GB", None),
        ("sip:101@gw.example.com;user=phone", "GB", None),
    ],
)
def test_a_sip_user_may_be_a_number(written: str, region: str | None, number: str | None) -> None:
    found = read(written, region)

    assert found is not None
    assert found.kind is Kind.sip
    assert found.number == number
    assert found.forms == ((found.text,) if number is None else (found.text, number))


@pytest.mark.parametrize(
    "written",
    ["", "  ", "Anonymous", "+266 696-687", "sip:anonymous@anonymous.invalid", '"-" <unknown>', *sorted(WITHHELD)],
)
def test_a_withheld_caller_is_nobody(written: str) -> None:
    assert read(written, "GB") is None
    assert canonical(written, "GB") is None


@pytest.mark.parametrize(
    ("address", "region", "shown"),
    [
        ("020 7946 0958", "GB", LONDON),
        ("tel:020 7946 0958", "GB", LONDON),
        ("+1 (503) 555-0100", "GB", PORTLAND),
        ("020 7946 0958", None, "020 7946 0958"),
        ("+1 (503) 555-0100", None, "+1 (503) 555-0100"),
        ("01632 960 001", "GB", "+441632960001"),
        ("1632 960 001", "GB", "1632 960 001"),
        ("020 7946 0958", "US", "020 7946 0958"),
        ("101", "GB", "101"),
        ("whatsapp:+442079460958", "GB", "whatsapp:+442079460958"),
        ("sip:+442079460958@gw.example.com", "GB", "sip:+442079460958@gw.example.com"),
        ("+266696687", "GB", "+266696687"),
        (None, "GB", None),
    ],
)
def test_a_plain_number_becomes_e164_where_its_region_is_known(
    address: str | None, region: str | None, shown: str | None
) -> None:
    assert in_full(address, region) == shown


@pytest.mark.parametrize(
    ("number", "region", "help_"),
    [
        ("112", None, True),
        ("911", None, True),
        ("112", "US", True),
        ("999", "GB", True),
        ("999", None, False),
        ("110", "DE", True),
        ("101", "DE", False),
        ("+15035550100", "US", False),
    ],
)
def test_emergency_numbers_are_those_of_the_region(number: str, region: str | None, help_: bool) -> None:
    found = read(number, region)

    assert found is not None
    assert calls_for_help(found, region) is help_


@pytest.mark.parametrize(
    ("told", "known"), [("GB", "GB"), (" de ", "DE"), ("XX", None), ("", None), (None, None), ("Germany", None)]
)
def test_a_region_is_a_country_whose_plan_is_known(told: str | None, known: str | None) -> None:
    assert known_region(told) == known


@given(st.sampled_from(REGIONS), st.sampled_from(REGIONS))
def test_every_country_s_number_is_one_however_it_is_written(region: str, abroad: str) -> None:
    number = example_number(region)
    assert number is not None
    e164 = format_number(number, PhoneNumberFormat.E164)

    assert canonical(e164, abroad) == e164
    assert canonical(format_number(number, PhoneNumberFormat.INTERNATIONAL), abroad) == e164
    assert canonical(format_number(number, PhoneNumberFormat.RFC3966), None) == e164
    assert canonical("00" + e164[1:], None) == e164
    # Numbers of up to six digits are dialled as they are, like extensions.
    national = format_number(number, PhoneNumberFormat.NATIONAL)
    if sum(map(str.isdigit, national)) > 6:
        assert canonical(national, region) == e164
        assert canonical(dialled_from(number, region), region) == e164


PIECES = st.sampled_from(
    ["+", "44", "0", "20", "7946", "0958", "sip:", "client:", "tel:", "@", "<", ">", ";", "%40", " "]
)


@given(st.lists(PIECES).map("".join) | st.text(), st.sampled_from([None, "GB", "US", "IT"]))
@example("ſip:a@b", None)
@example("sip:a%2540b@c", None)
@example("\u0345\u0301", None)
def test_a_canonical_form_is_its_own(written: str, region: str | None) -> None:
    found = canonical(written, region)

    if found is not None:
        assert canonical(found, region) == found


@given(st.from_regex(r"[a-z0-9.+_-]{1,12}", fullmatch=True), st.from_regex(r"[a-z0-9]{1,8}\.example", fullmatch=True))
@example("00", "pbx.example")
def test_spellings_of_a_sip_address_are_one(user: str, host: str) -> None:
    spelt = [
        f"sip:{user}@{host}",
        f"SIP:{user}@{host.upper()}",
        f'"Some One" <sips:{user}@{host}:5061;transport=tls>',
        f"sip:{''.join(f'%{ord(letter):02X}' for letter in user)}@{host};ob",
    ]

    assert len({canonical(each) for each in spelt}) == 1
