"""The vendor's command line signs in and reads sessions of a book with awkward text."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from clients.command_line import CommandLine
from support.sessions import numbered
from support.small_book import ANN, AWKWARD, AWKWARD_FROM, AWKWARD_LOG, MAX, PASSWORD, PASSWORD_OF_MAX, Book


@pytest.fixture
def command_line(book: Book) -> CommandLine:
    """The command line, not signed in."""
    return CommandLine(book.url)


@pytest.fixture
def ann(command_line: CommandLine) -> CommandLine:
    """The command line, where Ann has signed in."""
    command_line.log_in(ANN, PASSWORD)
    return command_line


def numbers(answer: httpx.Response) -> list[int]:
    """The numbers of the sessions listed."""
    return [int(item["id"], 16) for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("name", "password", "accounts", "names"),
    [
        (ANN, PASSWORD, ["north", "south"], ["North & Söhne", "South & Söhne"]),
        (MAX, PASSWORD_OF_MAX, ["south"], ["South & Söhne"]),
    ],
)
def test_auth_login(command_line: CommandLine, name: str, password: str, accounts: list[str], names: list[str]) -> None:
    answer = command_line.log_in(name, password)
    status = command_line.get("/auth/status").json()

    assert answer.status_code == 200
    assert {"ss-id", "ss-pid"} <= {line.partition("=")[0] for line in answer.headers.get_list("set-cookie")}
    assert (status["isAuthenticated"], status["emailAddress"]) == (True, name)
    assert (status["accountIds"], status["accountNames"]) == (accounts, names)


def test_auth_login_with_a_wrong_password(command_line: CommandLine) -> None:
    assert command_line.log_in(ANN, "wrong").status_code == 401
    assert command_line.get("/auth/status").json()["isAuthenticated"] is False


def test_auth_status_of_nobody_has_a_body(command_line: CommandLine) -> None:
    answer = command_line.get("/auth/status")

    assert (answer.status_code, answer.json()["isAuthenticated"]) == (200, False)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("accountIds=north&page=0&sortField=dateCreated&sortOrder=Descend&countPerPage=2", [26, 29]),
        ("accountIds=north&customerIds=acme%2Cworks&from=%2B1", [AWKWARD]),
        ("accountIds=north&searchArchive=true&startDate=2026-05-01&endDate=2026-05-31&from=%2B1503", [32, 31]),
        ("accountIds=south&all=true&simplifiedPaging=true", [30]),
        (f"accountIds=north&parentSessionId={numbered(1)}&endpointIds=line&to=0100", [29]),
        ("accountIds=north&accountIds=south&log=Gr%C3%BC%C3%9Fe", [AWKWARD]),
        ("accountIds=south&log=nothing", []),
    ],
)
def test_session_list(ann: CommandLine, query: str, wanted: list[int]) -> None:
    answer = ann.get(f"/sessions?{query}")

    assert list(answer.json()) == ["items", "totalCount", "totalPages", "hasMorePages"]
    assert numbers(answer) == wanted


@pytest.mark.parametrize("number", [AWKWARD, 31])
def test_session_get(ann: CommandLine, number: int) -> None:
    answer = ann.get(f"/sessions/{numbered(number)}")

    assert (answer.status_code, answer.json()["id"]) == (200, numbered(number))


def test_session_get_of_an_unknown_id_is_404(ann: CommandLine) -> None:
    assert ann.get(f"/sessions/{numbered(9999)}").status_code == 404


def test_session_log(ann: CommandLine) -> None:
    target = f"/sessions?specificIds={numbered(AWKWARD)}&countPerPage=1&simplifiedPaging=true"

    (item,) = ann.get(target).json()["items"]

    assert [list(line) for line in item["log"]] == [["date", "message"]] * 2
    assert [line["message"] for line in item["log"]] == ["Call received", AWKWARD_LOG]
    assert ann.get(f"{target}&searchArchive=true").json()["items"] == []


def test_what_it_may_not_see_is_403_and_who_it_is_not_401(command_line: CommandLine) -> None:
    assert command_line.get("/sessions?accountIds=north").status_code == 401
    command_line.log_in(MAX, PASSWORD_OF_MAX)

    assert command_line.get("/sessions?accountIds=south").status_code == 200
    assert command_line.get("/sessions?accountIds=north").status_code == 403


def test_session_active(ann: CommandLine) -> None:
    answer = ann.get("/calls/active?accountId=north")

    assert answer.status_code == 200
    assert [(call["from"], call["status"]) for call in answer.json()["calls"]] == [(AWKWARD_FROM, "in-progress")]


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("/sessions/active", {"sessions": []}),
        ("/sessions/my", {"sessions": []}),
        (f"/sessions/{numbered(30)}/transcript", {"messages": []}),
        (
            f"/sessions/{numbered(30)}/transcript?includeHistorical=true&historicalCutOffDate=2026-01-01",
            {"messages": []},
        ),
    ],
)
def test_what_exits_0_without_a_list(ann: CommandLine, target: str, wanted: dict[str, Any]) -> None:
    answer = ann.get(target)

    assert (answer.status_code, answer.json()) == (200, wanted)


def test_file_list(ann: CommandLine) -> None:
    answer = ann.get(f"/files?accountIds=north&sessionId={numbered(AWKWARD)}")

    assert (answer.status_code, answer.json()["items"]) == (200, [])


def test_session_delete(ann: CommandLine) -> None:
    span = {"startDateTime": "2020-01-01T00:00:00Z", "endDateTime": "2020-02-01T00:00:00Z"}
    said = ann.write("DELETE", "/sessions", accountId="north", **span)

    assert (said.status, said.data) == (204, None)
    assert ann.write("DELETE", "/sessions", accountId="north").status == 400
