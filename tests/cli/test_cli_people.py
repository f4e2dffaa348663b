"""`switchbook users`, `keys` and `hooks`: what they print, what they refuse, what they say about unknown accounts."""

from __future__ import annotations

import json

import pytest
from support.program import Program


def test_a_user_is_made_and_shown_as_one_object(program: Program) -> None:
    made = program.answer(
        "users", "create", "--email", "Ann@example.com", "--role", "Manager", "--password-stdin", given="secret\n"
    )

    assert set(made) == {"id", "email"}
    assert made["email"] == "Ann@example.com"


def test_a_user_has_the_parts_of_a_name(program: Program) -> None:
    named = ("--first-name", "Ann", "--last-name", "Lee", "--password-stdin")
    made = program.answer("users", "create", "--email", "ann@example.com", "--role", "User", *named, given="secret\n")

    shown = program.answer("users", "get", made["id"])
    assert (shown["name"], shown["firstName"], shown["lastName"]) == ("Ann Lee", "Ann", "Lee")


def test_without_json_the_same_object_is_spread_over_lines(program: Program) -> None:
    ended = program.run("keys", "create", "--name", "reports", "--role", "SystemAdministrator")

    assert ended.code == 0
    assert ended.out.count("\n") > 1
    assert set(json.loads(ended.out)) == {"id", "name", "key"}


def test_a_second_user_of_one_address_is_refused(program: Program) -> None:
    arguments = ("users", "create", "--role", "User", "--password-stdin", "--email")
    program.answer(*arguments, "ann@example.com", given="one")

    ended = program.run(*arguments, "ANN@example.com", given="two")

    assert ended.code == 2
    assert ended.err == "switchbook: there is a user ANN@example.com already\n"


@pytest.mark.parametrize("given", ["", "\n"])
def test_an_empty_password_is_refused(program: Program, given: str) -> None:
    ended = program.run("users", "create", "--email", "a@b.example", "--role", "User", "--password-stdin", given=given)

    assert (ended.code, ended.err) == (2, "switchbook: a password cannot be empty\n")


def test_a_password_is_wanted_on_standard_input(program: Program) -> None:
    ended = program.run("users", "create", "--email", "a@b.example", "--role", "User")

    assert ended.code == 2
    assert "--password-stdin" in ended.err


@pytest.mark.parametrize("role", ["systemadministrator", "MANAGER", "Customer", "user"])
def test_a_role_counts_in_any_case(program: Program, role: str) -> None:
    assert program.answer("keys", "create", "--name", "k", "--role", role)["key"]


def test_an_unknown_role_is_one_line_that_lists_the_known(program: Program) -> None:
    ended = program.run("keys", "create", "--name", "k", "--role", "Boss")

    assert ended.code == 2
    assert ended.out == ""
    assert ended.err == ("switchbook: unknown role 'Boss'; known are SystemAdministrator, Manager, Customer, User\n")


def test_unknown_accounts_are_accepted_and_named_on_standard_error(program: Program) -> None:
    ended = program.run("keys", "create", "--name", "k", "--role", "Manager", "--accounts", "north,south", "--json")

    assert ended.code == 0
    assert ended.err == "There is no account 'north' yet.\nThere is no account 'south' yet.\n"
    assert ended.out.count("\n") == 1


def test_a_hook_makes_its_account_and_says_so(program: Program) -> None:
    arguments = ("hooks", "create", "--source", "twilio", "--account", "north", "--secret-stdin", "--json")

    first = program.run(*arguments, given="token\n")
    second = program.run(*arguments, given="token\n")

    hook = json.loads(first.out)
    assert set(hook) == {"id", "url"}
    assert hook["url"] == f"http://127.0.0.1:8080/hooks/twilio/{hook['id']}"
    assert "'north'" in first.err
    assert "'north'" not in second.err
    assert second.err.count("\n") == 1  # what a Twilio hook must never be given as


def test_a_hook_lies_under_the_public_url(program: Program) -> None:
    program.environment["SWITCHBOOK_PUBLIC_URL"] = "https://calls.example.com/"

    hook = program.answer("hooks", "create", "--source", "generic", "--account", "north", "--secret", "s3cret")

    assert hook["url"] == f"https://calls.example.com/hooks/generic/{hook['id']}"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ("--source", "carrier-pigeon", "--secret", "s"),
            "unknown source 'carrier-pigeon'; known are twilio, freeswitch, asterisk-cdr, asterisk-cel, generic",
        ),
        (
            ("--source", "twilio"),
            "a secret is wanted once: with --secret-stdin, --secret-file, --secret-env or --secret",
        ),
        (("--source", "twilio", "--secret", ""), "a hook needs a secret"),
    ],
)
def test_a_hook_that_cannot_work_is_refused(program: Program, arguments: tuple[str, ...], complaint: str) -> None:
    ended = program.run("hooks", "create", "--account", "north", *arguments)

    assert (ended.code, ended.err) == (2, f"switchbook: {complaint}\n")
