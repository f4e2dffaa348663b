"""ServiceStack's own clients turn our errors into theirs, with code, message and every wrong field."""

from __future__ import annotations

import pytest
from clients.foreign import Fault, ForeignClient, Refused
from support.small_book import ANN, MAX, PASSWORD_OF_MAX, Book


def test_who_is_not_signed_in_is_told_so(client: ForeignClient) -> None:
    with pytest.raises(Refused) as told:
        client.list()

    assert (told.value.status, told.value.code, told.value.message) == (401, "Unauthorized", "Not Authenticated")


def test_a_wrong_password_is_told_as_such(client: ForeignClient) -> None:
    with pytest.raises(Refused) as told:
        client.sign_in(ANN, "wrong")

    assert (told.value.status, told.value.code) == (401, "Unauthorized")
    assert told.value.message == "Invalid Username or Password"


def test_a_login_without_name_or_password_names_both(client: ForeignClient) -> None:
    with pytest.raises(Refused) as told:
        client.sign_in("", "")

    assert (told.value.status, told.value.code) == (400, "NotEmpty")
    assert [(fault.code, fault.field) for fault in told.value.faults] == [
        ("NotEmpty", "UserName"),
        ("NotEmpty", "Password"),
    ]


def test_every_value_that_cannot_be_read_is_named(client: ForeignClient, book: Book) -> None:
    client.show_key(book.key)

    with pytest.raises(Refused) as told:
        client.list(page="abc", countPerPage="1.5")

    assert (told.value.status, told.value.code) == (400, "SerializationException")
    assert told.value.message == "Unable to bind to request 'ListSessions'"
    assert told.value.faults == [
        Fault("SerializationException", "page", "'abc' is an Invalid value for 'page'"),
        Fault("SerializationException", "countPerPage", "'1.5' is an Invalid value for 'countPerPage'"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("page", -1, "page"),
        ("countPerPage", 1_000_000, "10000"),
        ("sortField", "colour", "dateCreated"),
        ("startDate", "soon", "soon"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(
    client: ForeignClient, book: Book, name: str, value: object, said: str
) -> None:
    client.show_key(book.key)

    with pytest.raises(Refused) as told:
        client.list(**{name: value})

    assert told.value.status == 400
    assert [fault.field.lower() for fault in told.value.faults] == [name.lower()]
    assert said in told.value.message.replace(",", "")


def test_an_account_of_others_is_refused_by_name(client: ForeignClient) -> None:
    client.sign_in(MAX, PASSWORD_OF_MAX)

    assert [item["accountId"] for item in client.list()["items"]] == ["south"]
    with pytest.raises(Refused) as told:
        client.list(accountIds=["south", "north"])
    assert (told.value.status, told.value.code) == (403, "Forbidden")
    assert "north" in told.value.message


@pytest.mark.parametrize("wrong", [{"page": -1}, {"sortField": "colour"}])
def test_a_batch_fails_as_its_failing_part_would_alone(
    client: ForeignClient, book: Book, wrong: dict[str, object]
) -> None:
    client.show_key(book.key)

    with pytest.raises(Refused) as alone:
        client.list_posted(**wrong)
    with pytest.raises(Refused) as told:
        client.list_batch({}, wrong, {})

    assert (told.value.status, told.value.code, told.value.message) == (400, alone.value.code, alone.value.message)
    assert told.value.faults == alone.value.faults != []


def test_a_batch_of_nobody_is_refused(client: ForeignClient) -> None:
    with pytest.raises(Refused) as told:
        client.list_batch({}, {})

    assert (told.value.status, told.value.message) == (401, "Not Authenticated")
