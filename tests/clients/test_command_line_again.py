"""The vendor's command line behind a proxy: a base URL with a path, and writes sent again when an answer got lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from clients.chapters import unlike
from clients.command_line import CommandLine, Exit, within
from clients.front import Front, front_of
from clients.open_book import OpenBook
from support.small_book import ANN, PASSWORD


@pytest.fixture(scope="module")
def front(open_book: OpenBook) -> Iterator[Front]:
    """A proxy before the open book."""
    with front_of(open_book.url) as front:
        yield front


@pytest.fixture(scope="module")
def ann(front: Front) -> CommandLine:
    """The command line, where Ann has signed in by way of the proxy."""
    made = CommandLine(front.url)
    assert made.log_in(ANN, PASSWORD).status_code == 200
    return made


@pytest.fixture
def account(ann: CommandLine) -> str:
    """An account of the test's own."""
    return str(ann.write("POST", "/accounts", {"name": "Acme"}).data["id"])


def names(ann: CommandLine, account: str) -> list[str]:
    """The customers of an account."""
    return [item["name"] for item in ann.read("/customers", accountIds=[account]).data["items"]]


def test_a_base_url_may_have_a_path(ann: CommandLine, account: str) -> None:
    made = ann.write("POST", "/customers", {"accountId": account, "name": "Zahnärzte"}).data

    assert ann.read("/auth/status").data["emailAddress"] == ANN
    assert ann.read(within("customers", made["id"])).data["name"] == "Zahnärzte"
    assert names(ann, account) == ["Zahnärzte"]
    assert ann.write("DELETE", within("customers", made["id"]))[:3] == (204, None, Exit.fine)


@pytest.mark.parametrize(
    ("path", "body", "listed"),
    [
        ("/customers", {"name": "Acme"}, "/customers"),
        ("/endpoints/team", {"displayName": "Sales"}, "/endpoints"),
        ("/sessions", {"toAddress": "4001"}, "/sessions"),
        ("/keys", {"name": "reports", "role": "Manager"}, "/keys"),
    ],
)
def test_a_write_sent_again_under_its_key_is_done_once(
    ann: CommandLine, front: Front, account: str, path: str, body: dict[str, str], listed: str
) -> None:
    given = {**body, "accountIds": [account]} if path == "/keys" else {**body, "accountId": account}
    front.lose = 1

    said = ann.ask("POST", path, {}, given, {"Idempotency-Key": unlike()})

    items = ann.read(listed, accountIds=[account]).data["items"]
    assert (said.sent, len(items)) == (2, 1)
    if path == "/keys":  # its secret was in the first answer, and is kept nowhere
        assert (said.status, said.data["responseStatus"]["errorCode"]) == (409, "Conflict")
    else:
        assert (said.status, said.code) == (200, Exit.fine)
        assert said.data == items[0]


def test_a_deletion_sent_again_under_its_key_is_done_once(ann: CommandLine, front: Front, account: str) -> None:
    path = within("customers", ann.write("POST", "/customers", {"accountId": account, "name": "Acme"}).data["id"])
    front.lose = 1
    under_key = ann.ask("DELETE", path, {}, None, {"Idempotency-Key": unlike()})

    path = within("customers", ann.write("POST", "/customers", {"accountId": account, "name": "Acme"}).data["id"])
    front.lose = 1
    without = ann.write("DELETE", path)

    assert under_key[:3] == (204, None, Exit.fine)
    assert (without.code, without.sent) == (Exit.not_found, 2)
    assert ann.read("/customers", accountIds=[account]).code is Exit.empty


def test_another_write_under_a_key_is_refused(ann: CommandLine, account: str) -> None:
    key = {"Idempotency-Key": unlike()}
    ann.ask("POST", "/customers", {}, {"accountId": account, "name": "Acme"}, key)

    said = ann.ask("POST", "/customers", {}, {"accountId": account, "name": "Other"}, key)

    assert (said.status, said.code) == (422, Exit.wrong)
    assert names(ann, account) == ["Acme"]


def test_what_is_called_something_elsewhere_is_made_once_without_a_key(
    ann: CommandLine, front: Front, account: str
) -> None:
    front.lose = 1

    said = ann.write("POST", "/customers", {"accountId": account, "name": "Acme", "referenceId": "A-1"})

    assert (said.status, said.code, said.sent) == (409, Exit.wrong, 2)
    assert names(ann, account) == ["Acme"]


def test_what_is_lost_twice_ends_as_to_be_tried_again(ann: CommandLine, front: Front, account: str) -> None:
    key, given = {"Idempotency-Key": unlike()}, {"accountId": account, "name": "Acme"}
    front.lose = 2
    lost = ann.ask("POST", "/customers", {}, given, key)

    said = ann.ask("POST", "/customers", {}, given, key)

    assert (lost.status, lost.code, lost.sent) == (502, Exit.try_again, 2)
    assert (said.code, said.sent) == (Exit.fine, 1)
    assert names(ann, account) == ["Acme"]
