"""Commands made from the table of operations: what they ask, what they print, and what the audit trail says of them."""

from __future__ import annotations

import getpass
import json
from typing import Any

import httpx
import pytest
from support.program import Program

from switchbook.api.operations import OPERATIONS
from switchbook.cli import COMMANDS

NORTH = ("--account-id", "north")


@pytest.fixture
def book(program: Program) -> Program:
    """The program over a book that has an account `north`."""
    program.answer("hooks", "create", "--source", "generic", "--account", "north", "--secret", "s3cret")
    return program


def trail(program: Program, *words: str) -> list[dict[str, Any]]:
    """The lines of the audit trail, newest first."""
    items: list[dict[str, Any]] = program.answer("audit", "list", *words)["items"]
    return items


def test_every_operation_has_a_command_and_no_two_the_same() -> None:
    paths = [command.path for command in COMMANDS]

    assert len(set(paths)) == len(paths)
    assert len(paths) > len(OPERATIONS)


def test_a_record_is_made_read_changed_and_deleted(book: Program) -> None:
    made = book.answer(
        *("customers", "create", *NORTH, "--name", "Acme Dental", "--reference-id", "R1"),
        *("--member-data", '{"vip": {"since": 2020}}'),
    )
    assert (made["name"], made["data"]) == ("Acme Dental", {"vip": {"since": 2020}})
    assert made["createdBy"] == getpass.getuser()

    tags = ("--tag-ids", "t1", "--tag-ids", "t2,t3")
    patched = book.answer("customers", "patch", made["id"], "--reference-id", "", *tags)
    assert "referenceId" not in patched
    assert patched["tags"] == ["t1", "t2", "t3"]
    assert book.answer("customers", "get", made["id"]) == patched
    listed = book.answer("customers", "list", "--name-filter", "DENTAL", "--all", "--account-ids", "north")
    assert [each["id"] for each in listed["items"]] == [made["id"]]

    assert book.answer("customers", "delete", made["id"]) == {}
    assert book.run("customers", "get", made["id"]).code == 3
    lines = trail(book, "--record", "customer")
    assert [each["operation"] for each in lines] == ["DeleteCustomer", "PatchCustomer", "NewCustomer"]
    assert {(each["actorKind"], each["actorId"]) for each in lines} == {("cli", getpass.getuser())}


def test_without_json_the_answer_is_spread_over_lines(book: Program) -> None:
    ended = book.run("customers", "create", *NORTH, "--name", "Acme")

    assert ended.code == 0
    assert ended.out.count("\n") > 5
    assert json.loads(ended.out)["name"] == "Acme"


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (("customers", "create", "--name", "N"), 2, "accountId is wanted"),
        (("customers", "create", *NORTH, "--name", "N", "--member-data", "{"), 2, "--member-data is no JSON"),
        (("customers", "create", *NORTH, "--name", "N", "--member-data", "[1]"), 2, "'data' is an object"),
        (("customers", "patch"), 2, "Missing argument 'CUSTOMER_ID'"),
        (("customers", "patch", "c9", "--nmae", "N"), 2, "No such option: --nmae"),
        (("customers", "patch", "c9", "--name", "N"), 3, "Customer not found"),
        (("customers", "set-staging", "c9", "--is-staging", "perhaps"), 2, "'isStaging' is of another type"),
        (("keys", "rotate", "k9", "--grace-hours", "900"), 2, "graceHours is from 0 to 168"),
        (("call", "Nothing"), 2, "there is no operation 'Nothing'"),
        (("call", "GetUser", "--body", "[]"), 2, "Unable to bind to request 'GetUser'"),
        (("call", "GetUser", "--body", '{"usreId":"u"}'), 2, "'GetUser' has no 'usreId'"),
    ],
)
def test_what_is_wrong_is_one_line(book: Program, arguments: tuple[str, ...], code: int, complaint: str) -> None:
    ended = book.run(*arguments)

    assert ended.code == code
    assert complaint in ended.err
    assert ended.err.count("\n") == 1
    assert ended.out == ""


def test_any_operation_is_called_by_its_name(book: Program) -> None:
    body = json.dumps({"accountId": "north", "name": "Acme"})

    made = book.answer("call", "newcustomer", "--body-stdin", given=body)

    patch = json.dumps({"customerId": made["id"], "billingSettings": {"base": {"unitCost": 2}}})
    assert book.answer("call", "PatchCustomer", "--body", patch)["billingSettings"]["base"]["unitCost"] == 2
    assert book.answer("call", "ListCustomers")["totalCount"] == 1


def test_a_secret_is_read_from_standard_input_and_is_in_no_line_of_the_trail(book: Program) -> None:
    limits = ("--role", "SystemAdministrator", "--email", "ann@example.com", "--password-stdin")
    user = book.answer("users", "create", *limits, given="the first word\n")

    changed = book.answer("users", "change-password", user["id"], "--new-password-stdin", given="the second word\n")

    assert changed == {}
    with book.serving() as server:
        told = [_status(server.url, word) for word in ("the first word", "the second word")]
    assert told == [401, 200]
    lines = trail(book)
    assert [each["operation"] for each in lines] == ["ChangePassword", "NewUser", "NewHook", "NewHook"]
    assert "word" not in json.dumps(lines).replace("ChangePassword", "")


def _status(url: str, password: str) -> int:
    return httpx.get(f"{url}/users", auth=("ann@example.com", password)).status_code


def test_a_key_is_rotated_and_revoked(book: Program) -> None:
    made = book.answer("keys", "create", "--name", "k", "--role", "Manager", "--accounts", "north")

    rotated = book.answer("keys", "rotate", made["id"], "--grace-hours", "0")
    revoked = book.answer("keys", "revoke", made["id"])

    assert rotated["key"] != made["key"]
    assert revoked["revoked"] is True
    assert [each["operation"] for each in trail(book, "--record", "key")] == ["RevokeKey", "RotateKey", "NewKey"]
    assert "sb_" not in json.dumps(trail(book))


def test_hooks_and_terms_of_keeping_are_in_the_trail(book: Program) -> None:
    hook = trail(book, "--record", "hook")[0]["recordId"]

    book.answer("hooks", "patch", hook, "--region", "US")
    book.answer("hooks", "rotate", hook, "--secret", "s3cret-two")
    book.answer("hooks", "rotate", hook, "--finish")
    book.answer("hooks", "remove", hook)
    book.answer("archive", "retain", "--account", "north", "--days", "30")

    assert [each["operation"] for each in trail(book)] == [
        *("PatchAccount", "DeleteHook", "FinishHookRotation", "RotateHook", "PatchHook", "NewHook", "NewHook")
    ]
    assert "s3cret" not in json.dumps(trail(book))


def test_a_session_is_made_by_hand_and_noted(book: Program) -> None:
    made = book.answer("sessions", "create", *NORTH, "--channel", "Chat", "--to-address", "+15035551234")

    book.answer("sessions", "append-log", made["id"], "--text", "called back")

    shown = book.answer("sessions", "show", made["id"])
    assert shown["log"][-1]["message"].endswith("called back")
