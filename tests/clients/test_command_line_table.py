"""Every command of the vendor's command line that is about records: its request in, what it needs out, how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from clients.command_line import CommandLine, Exit, Said, within
from clients.command_line_rows import Needs, Row, World, new_world, rows
from clients.open_book import OpenBook
from support.small_book import ANN, MAX, PASSWORD, PASSWORD_OF_MAX

UNKNOWN = World(*(["unknown"] * len(World._fields)))
COMMANDS = [row.command for row in rows(UNKNOWN)]
WRITES = [row.command for row in rows(UNKNOWN) if row.verb != "GET"]
READS = [row.command for row in rows(UNKNOWN) if row.verb == "GET"]
# With what is unknown in its path, a command finds nothing; what it does without a path of a record, it may find.
OF_ONE_RECORD = [row.command for row in rows(UNKNOWN) if within("unknown") in row.path]
OF_AN_ACCOUNT = [
    row.command
    for row in rows(UNKNOWN)
    if {"accountId", "accountIds"} & {*row.query, *(row.body or {})} or row.path.startswith("/accounts/")
]
# What has no operation here: reports and flows are not kept, numbers are bought and checked at a carrier.
NOT_HERE = (
    ("report list", "GET", "/reports"),
    ("report run", "POST", "/reports/cdr"),
    ("report download", "GET", "/reports/1.xlsx"),
    ("customer test-schedule", "POST", "/customers/1/test-schedule"),
    ("endpoint search-phone-numbers", "GET", "/endpoints/phone-numbers/search"),
    ("endpoint sync-phone-numbers", "POST", "/phone-numbers/sync"),
    ("endpoint regenerate-sip-password", "PATCH", "/endpoints/sip/1/password"),
    ("endpoint verify-caller-id", "POST", "/endpoints/verify-caller-id"),
    ("endpoint test-schedule", "POST", "/endpoints/1/test-schedule"),
)


@pytest.fixture(scope="module")
def ann(open_book: OpenBook) -> CommandLine:
    """The command line, where Ann has signed in, who may do everything."""
    made = CommandLine(open_book.url)
    made.log_in(ANN, PASSWORD)
    return made


@pytest.fixture(scope="module")
def manager(open_book: OpenBook) -> CommandLine:
    """The command line, where Max has signed in, who is a manager of account `a2`."""
    made = CommandLine(open_book.url)
    made.log_in(MAX, PASSWORD_OF_MAX)
    return made


@pytest.fixture
def world(ann: CommandLine) -> World:
    """Records of the test's own."""
    return new_world(ann)


@pytest.fixture(scope="module")
def kept_world(ann: CommandLine) -> World:
    """Records that nobody changes."""
    return new_world(ann)


def asked(command_line: CommandLine, row: Row) -> Said:
    """What comes of a command."""
    if row.verb == "GET":
        return command_line.read(row.path, **row.query)
    return command_line.ask(row.verb, row.path, row.query, row.body)


def row_of(command: str, world: World) -> Row:
    """The row of a command, for these records."""
    (found,) = (row for row in rows(world) if row.command == command)
    return found


@pytest.mark.parametrize("command", READS)
def test_a_command_that_reads_gets_what_it_needs(ann: CommandLine, kept_world: World, command: str) -> None:
    row = row_of(command, kept_world)

    said = asked(ann, row)

    assert (said.status, said.code, said.sent) == (200, Exit.fine, 1), said
    if row.needs is Needs.page:
        assert list(said.data) == ["items", "totalCount", "totalPages", "hasMorePages"]
        assert said.data["items"]
    elif row.needs is Needs.record:
        assert said.data
    else:
        assert isinstance(said.data[row.needs.name], list)


@pytest.mark.parametrize("command", WRITES)
def test_a_command_that_writes_gets_what_it_needs(ann: CommandLine, world: World, command: str) -> None:
    row = row_of(command, world)

    said = asked(ann, row)

    assert (said.code, said.sent) == (Exit.fine, 1), said
    if row.needs is Needs.nothing:
        assert (said.status, said.data) == (204, None)
    else:
        assert said.status == 200
        assert {"id", "accountId"} & set(said.data)


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "account list"])
def test_a_command_of_nobody_ends_as_not_signed_in(open_book: OpenBook, command: str) -> None:
    said = asked(CommandLine(open_book.url), row_of(command, UNKNOWN))

    assert (said.status, said.code, said.sent) == (401, Exit.not_signed_in, 1)


@pytest.mark.parametrize("command", OF_ONE_RECORD)
def test_a_record_there_is_none_of_ends_as_not_found(ann: CommandLine, command: str) -> None:
    said = asked(ann, row_of(command, UNKNOWN))

    assert (said.status, said.code, said.sent) == (404, Exit.not_found, 1)
    assert said.data["responseStatus"]["errorCode"] == "NotFound"


@pytest.mark.parametrize("command", OF_AN_ACCOUNT)
def test_an_account_of_others_ends_as_forbidden_or_not_found(
    manager: CommandLine, kept_world: World, command: str
) -> None:
    said = asked(manager, row_of(command, kept_world))

    # Who may not do this at all is told so; an account by its path is as if there were none.
    by_path = {Exit.forbidden, Exit.not_found}
    assert said.code in (by_path if command.startswith("account ") else {Exit.forbidden}), said


@pytest.mark.parametrize(("command", "verb", "path"), NOT_HERE, ids=lambda part: part)
def test_what_is_not_here_ends_as_not_found(ann: CommandLine, command: str, verb: str, path: str) -> None:
    said = ann.ask(verb, path, {"accountId": "a1"}, {} if verb != "GET" else None)

    assert said.code is Exit.not_found, (command, said)


def test_an_outgoing_call_ends_as_to_be_tried_again_where_no_carrier_is(ann: CommandLine) -> None:
    given = {"flowId": "f1", "numberToDial": "+18145550100", "callerId": "+15035550142"}

    said = ann.write("POST", "/sessions/outgoing", given)

    assert (said.status, said.code, said.sent) == (501, Exit.try_again, 2)


@pytest.mark.parametrize(("verb", "below"), [("DELETE", ""), ("POST", "/hold"), ("POST", "/record")])
def test_what_a_carrier_has_ends_as_to_be_tried_again(
    ann: CommandLine, open_book: OpenBook, verb: str, below: str
) -> None:
    said = ann.write(verb, within("sessions", open_book.carried) + below, {} if below == "/hold" else None)

    assert (said.status, said.code, said.sent) == (501, Exit.try_again, 2)
    assert ann.read(within("sessions", open_book.carried)).data["ended"] is False


def test_too_many_wrong_passwords_end_as_slower(open_book: OpenBook) -> None:
    command_line = CommandLine(open_book.url)
    told = [command_line.log_in("nobody@example.com", f"wrong {number}") for number in range(40)]

    assert told[0].status_code == 401
    assert told[-1].status_code == 429
    assert int(told[-1].headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("POST", "/accounts", {}),
        ("POST", "/customers", {"accountId": "a1", "name": "Acme", "colour": "red"}),
        ("POST", "/sessions", {"accountId": "a1", "channel": "Telepathy", "toAddress": "4001"}),
        ("POST", "/endpoints/phone-numbers", {"accountId": "a1"}),
    ],
    ids=str,
)
def test_a_wrong_body_ends_as_an_error(ann: CommandLine, verb: str, path: str, body: Mapping[str, Any]) -> None:
    said = ann.write(verb, path, body)

    assert (said.status, said.code, said.sent) == (400, Exit.wrong, 1)
    assert all(fault["fieldName"] for fault in said.data["responseStatus"]["errors"])


def test_a_list_without_items_ends_as_empty(ann: CommandLine, world: World) -> None:
    nothing = {"accountIds": [world.empty_account]}

    for path in ("/sessions", "/customers", "/endpoints"):
        assert ann.read(path, **nothing).code is Exit.empty
    assert ann.read("/sessions", specificIds=["unknown"], countPerPage=1, simplifiedPaging=True).code is Exit.empty
    for path, member in (("/calls/active", "calls"), ("/sessions/my", "sessions"), ("/sessions/active", "sessions")):
        said = ann.read(path, accountId=world.empty_account)
        assert said.code is Exit.fine
        assert isinstance(said.data[member], list)


def test_a_log_is_in_the_list_and_in_the_session(ann: CommandLine, world: World) -> None:
    ann.write("POST", within("sessions", world.call, "log"), {"text": "seen, “twice”"})

    (item,) = ann.read("/sessions", specificIds=[world.call], countPerPage=1, simplifiedPaging=True).data["items"]

    assert {tuple(line) for line in item["log"]} == {("date", "message")}
    assert any("seen, “twice”" in line["message"] for line in item["log"])


def test_what_scripts_read_of_endpoints(ann: CommandLine, world: World) -> None:
    ann.write(
        "POST",
        "/endpoints/users",
        {"accountId": world.account, "displayName": "Jane", "userMode": "SipPhone", "sipUserName": "jane"},
    )

    items = ann.read("/endpoints", accountIds=[world.account], sortField="displayName").data["items"]

    assert {(item["type"], item.get("userMode")) for item in items} == {("PhoneNumber", None), ("User", "SipPhone")}


def test_a_deletion_of_sessions_deletes(ann: CommandLine, world: World) -> None:
    ann.write("DELETE", within("sessions", world.call))
    span = {"startDateTime": "2020-01-01T00:00:00Z", "endDateTime": "2099-01-01T00:00:00Z"}

    said = ann.write("DELETE", "/sessions", accountId=world.account, **span)

    assert (said.status, said.data, said.code) == (204, None, Exit.fine)
    assert ann.read(within("sessions", world.call)).code is Exit.not_found
    assert ann.read(within("sessions", world.chat)).code is Exit.fine  # it is not over
