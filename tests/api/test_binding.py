"""Reading the pairs of a query: every row of ServiceStack's rules for names, empties and each kind of value."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import msgspec
import pytest

from switchbook.api.binding import bind
from switchbook.api.types import ListSessions, SortOrders
from switchbook.errors import FieldError, UnboundRequest

Pairs = list[tuple[str, str]]


class Reserved(msgspec.Struct, frozen=True):
    """A constructed request whose member has a reserved name."""

    format: str | None = None


def bound(*pairs: tuple[str, str]) -> ListSessions:
    return bind(ListSessions, "ListSessions", pairs)


def refused(*pairs: tuple[str, str]) -> UnboundRequest:
    with pytest.raises(UnboundRequest) as raised:
        bound(*pairs)
    return raised.value


@pytest.mark.parametrize("name", ["accountIds", "AccountIds", "ACCOUNTIDS", "accountids"])
def test_a_name_counts_in_any_case(name: str) -> None:
    assert bound((name, "a")).account_ids == ("a",)


@pytest.mark.parametrize("name", ["account_ids", "account-ids", "accountIds[]", "accountIds[0]", "nonsense", "", "\0"])
def test_an_unknown_name_is_ignored(name: str) -> None:
    assert bound((name, "a")) == ListSessions()


@pytest.mark.parametrize("name", ["page", "all", "from", "accountIds", "sortOrder", "startDate"])
def test_an_empty_value_is_an_absent_one(name: str) -> None:
    assert bound((name, "")) == ListSessions()


def test_a_reserved_name_is_no_member() -> None:
    assert bind(Reserved, "Reserved", [("format", "csv")]) == Reserved()


def test_every_member_has_its_own_name_and_default() -> None:
    assert bound() == ListSessions(
        account_ids=(), search_archive=False, start_date=None, end_date=None, customer_ids=(), endpoint_ids=(),
        from_=None, to=None, log=None, parent_session_id=None, page=0, all=False, count_per_page=0, specific_ids=(),
        sort_field=None, sort_order=None, simplified_paging=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pairs", "member", "value"),
    [
        ([("from", "a"), ("from", "b")], "from_", "a,b"),
        ([("from", "a"), ("FROM", "b")], "from_", "a,b"),
        ([("from", ""), ("from", "b")], "from_", "b"),
        ([("accountIds", "a"), ("accountIds", "b,c")], "account_ids", ("a", "b", "c")),
        ([("accountIds", "a"), ("AccountIds", '"b,c"')], "account_ids", ("a", "b,c")),
        ([("sortOrder", "Ascend"), ("sortOrder", "Descend")], "sort_order", SortOrders.Descend),
        ([("all", "true"), ("all", "false")], "all", True),
    ],
)
def test_the_values_of_a_repeated_name_are_joined_with_commas_first(pairs: Pairs, member: str, value: Any) -> None:
    assert getattr(bound(*pairs), member) == value


@pytest.mark.parametrize("text", ['"quoted"', "[a,b]", "a,b", "(503) 555", " spaced ", "%", "null", "🜁", "a\0b", "\\"])
def test_text_is_taken_as_it_stands(text: str) -> None:
    assert bound(("from", text)).from_ == text


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert bound(("from", "a\ud800b")).from_ == "a\ufffdb"


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("a", ("a",)),
        ("a,b", ("a", "b")),
        ("[a,b]", ("a", "b")),
        ('["a","b"]', ("a", "b")),
        ('"a","b"', ("a", "b")),
        ('"a,x",b', ("a,x", "b")),
        ('["a,x",b]', ("a,x", "b")),
        ('"a""q"', ('a"q',)),
        ('a"b', ('a"b',)),
        ("a, b", ("a", " b")),
        (" a,b ", ("a", "b")),
        ("'a','b'", ("'a'", "'b'")),
        ("[]", ()),
        ("[ ]", ()),
        ("[],[]", ()),
        ("[], [ ],[]", ()),
        ("[],a", ("[]", "a")),
        (" ", ()),
        ("a,,b", ("a", None, "b")),
        (",", (None, None)),
        ("a,", ("a", None)),
        ('""', ("",)),
        ("{a}", ("{a}",)),
        ("a]", ("a]",)),
        ("[a", ("[a",)),
        ("null", ("null",)),
        ('"a', ("a",)),
        ('"a"b,c', ("ab", "c")),
        ("+1", ("+1",)),
    ],
)
def test_a_list_has_many_spellings(text: str, elements: tuple[str | None, ...]) -> None:
    assert bound(("accountIds", text)).account_ids == elements


def test_an_empty_list_said_twice_is_an_empty_list() -> None:
    assert bound(("accountIds", "[]"), ("AccountIds", "[]")).account_ids == ()


TRUE = ["true", "True", "TRUE", " true ", "1", "t", "T", "y", "Y", "on", '"true"', '"1"', "true,false", "1,x"]
FALSE = ["false", "False", "FALSE", " false ", "0", "f", "F", "n", "N", "off", '"false"', "false,true"]
NO_BOOLEAN = ["yes", "no", "2", "null", "maybe", "On", "OFF", " 1", "tru", ",true", '"', "\0", "١"]


@pytest.mark.parametrize("text", TRUE)
def test_true_has_many_spellings(text: str) -> None:
    assert bound(("all", text)).all is True


@pytest.mark.parametrize("text", FALSE)
def test_false_has_many_spellings(text: str) -> None:
    assert bound(("all", text)).all is False


@pytest.mark.parametrize("text", NO_BOOLEAN)
def test_anything_else_is_no_boolean(text: str) -> None:
    assert refused(("all", text)).errors == (
        FieldError("SerializationException", "all", f"'{text}' is an Invalid value for 'all'"),
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("7", 7),
        ("-1", -1),
        ("007", 7),
        (" 7 ", 7),
        ("000000000000000000007", 7),
        ("2147483647", 2147483647),
        ("-2147483648", -2147483648),
    ],
)
def test_an_int_is_digits(text: str, number: int) -> None:
    assert bound(("page", text)).page == number


NO_INT = ["--1", "- 1", '"1"', "1\0", "1_0", "١", "9" * 5000, "0" * 5000 + "1", "-", " ", "2147483648", "-2147483649"]


@pytest.mark.parametrize("text", [*NO_INT, "abc", "+1", "1.0", "1e2", "0x10", "1,2", "null"])
def test_anything_else_is_no_int(text: str) -> None:
    assert [error.field for error in refused(("page", text)).errors] == ["page"]


def test_a_repeated_int_is_none() -> None:
    assert refused(("page", "1"), ("PAGE", "2")).errors[0].message == "'1,2' is an Invalid value for 'page'"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Descend", SortOrders.Descend),
        ("DESCEND", SortOrders.Descend),
        ("descend", SortOrders.Descend),
        (" Ascend ", SortOrders.Ascend),
        ('"Descend"', SortOrders.Descend),
        ("0", SortOrders.Ascend),
        ("1", SortOrders.Descend),
        ("Ascend,Descend", SortOrders.Descend),
        ("Ascend, Ascend", SortOrders.Ascend),
    ],
)
def test_an_enum_is_a_name_or_a_number_or_several_names(text: str, order: SortOrders) -> None:
    assert bound(("sortOrder", text)).sort_order is order


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("-1", -1)])
def test_an_enum_number_without_a_name_is_kept(text: str, number: int) -> None:
    assert bound(("sortOrder", text)).sort_order == number


@pytest.mark.parametrize("text", ["Desc", "1.0", "Ascend,", "Ascend,1", "null", " ", '"', "99999999999", "Ascend\0"])
def test_anything_else_is_no_enum(text: str) -> None:
    assert [error.field for error in refused(("sortOrder", text)).errors] == ["sortOrder"]


def test_all_bad_values_are_told_at_once_with_their_fields_as_spelled() -> None:
    error = refused(("PAGE", "abc"), ("from", "x"), ("all", "maybe"), ("SortOrder", "Desc"))

    assert error.message == "Unable to bind to request 'ListSessions'"
    assert error.code == "SerializationException"
    assert error.errors == (
        FieldError("SerializationException", "PAGE", "'abc' is an Invalid value for 'PAGE'"),
        FieldError("SerializationException", "all", "'maybe' is an Invalid value for 'all'"),
        FieldError("SerializationException", "SortOrder", "'Desc' is an Invalid value for 'SortOrder'"),
    )


def test_what_is_told_of_a_bad_value_can_be_written_in_utf_8() -> None:
    error = refused(("page", "\udcff"))

    assert error.errors[0].message.encode() == "'\ufffd' is an Invalid value for 'page'".encode()


# How each client spells the same question.
CLIENTS = {
    "Python": "page=0&countPerPage=0&accountIds=%5Ba,b+c%5D&searchArchive=true&sortOrder=Descend"
    "&from=%2B1+%28555%29%26%3D%C3%A9",
    "JavaScript": "accountIds=a%2Cb%20c&searchArchive=true&sortOrder=Descend&from=%2B1%20(555)%26%3D%C3%A9"
    "&customerIds=&to",
    ".NET": "accountIds=a%2Cb%20c&searchArchive=True&sortOrder=Descend&from=%2B1%20%28555%29%26%3D%C3%A9"
    "&customerIds=%5B%5D&endpointIds=%5B%5D&specificIds=%5B%5D",
}


@pytest.mark.parametrize("query", CLIENTS.values(), ids=CLIENTS.keys())
def test_every_client_asks_the_same_in_its_own_spelling(query: str) -> None:
    pairs = parse_qsl(query, keep_blank_values=True)

    assert bound(*pairs) == ListSessions(
        account_ids=("a", "b c"), search_archive=True, sort_order=SortOrders.Descend, from_="+1 (555)&=é"
    )
