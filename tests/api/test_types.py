"""The wire types: every member in the order of the wire and with a description."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from switchbook.api import types
from switchbook.api.operations import OPERATIONS
from switchbook.model.session import Member, Session
from switchbook.model.wire_json import encode

SAMPLE = json.loads((Path(__file__).parents[1] / "golden" / "list-sessions.json").read_text("utf-8"))
NAMED = [value for value in vars(types).values() if isinstance(value, type) and issubclass(value, msgspec.Struct)]
IN_ROWS = [each for row in OPERATIONS for each in (row.request, row.answer)]
TYPES = list(dict.fromkeys([*NAMED, *IN_ROWS]))
# Names of the directory, and the log, stand in the answer beside what a session holds itself.
NOT_IN_SESSION = {"accountName", "customerBreadcrumb", "customerName", "endpointName", "log"}
NOT_ON_THE_WIRE = {"parentSessionId"}


@pytest.mark.parametrize("wire_type", TYPES, ids=lambda each: each.__name__)
def test_every_member_is_described_in_a_sentence(wire_type: type[msgspec.Struct]) -> None:
    described = types.descriptions(wire_type)

    assert list(described) == list(wire_type.__struct_encode_fields__)
    assert all(text.endswith((".", ").")) and text[0].isupper() for text in described.values())


@pytest.mark.parametrize(
    ("wire_type", "sample"),
    [
        (types.ListResponse, SAMPLE),
        (types.SessionInfo, SAMPLE["items"][0]),
        (types.SessionLogInfo, SAMPLE["items"][0]["log"][0]),
        (types.SessionMemberInfo, SAMPLE["items"][0]["members"][0]),
        (types.CustomerBreadcrumb, SAMPLE["items"][0]["customerBreadcrumb"][0]),
    ],
)
def test_members_stand_in_the_order_of_the_sample(wire_type: type[msgspec.Struct], sample: dict[str, object]) -> None:
    assert list(wire_type.__struct_encode_fields__) == list(sample)


def test_session_info_is_the_session_with_the_names_of_the_directory_and_its_log() -> None:
    shown = [name for name in types.SessionInfo.__struct_encode_fields__ if name not in NOT_IN_SESSION]

    assert shown == [name for name in Session.__struct_encode_fields__ if name not in NOT_ON_THE_WIRE]
    assert types.SessionMemberInfo.__struct_encode_fields__ == Member.__struct_encode_fields__


def test_members_of_a_request_stand_before_those_of_every_list() -> None:
    ours = types.extensions(types.ListSessions)

    assert tuple(name for name in types.ListSessions.__struct_encode_fields__ if name not in ours) == (
        "accountIds", "searchArchive", "startDate", "endDate", "customerIds", "endpointIds", "from", "to", "log",
        "parentSessionId", "page", "all", "countPerPage", "specificIds", "sortField", "sortOrder", "simplifiedPaging",
    )  # fmt: skip


def test_who_signed_in_is_told_without_what_is_absent() -> None:
    answer = types.AuthenticateResponse(user_id="u1", session_id="s", user_name="a@example.org", display_name="Ann")

    assert encode(answer) == (
        b'{"userId":"u1","sessionId":"s","userName":"a@example.org","displayName":"Ann","roles":[],"permissions":[]}'
    )


def test_nobody_signed_in_is_told_with_empty_lists() -> None:
    assert encode(types.UserInfo()) == (
        b'{"isAuthenticated":false,"roles":[],"accountIds":[],"accountNames":[],"dashboardPermissions":[]}'
    )


def test_operations_have_names_and_routes_of_their_own() -> None:
    assert len({row.name for row in OPERATIONS}) == len(OPERATIONS)
    assert len({(row.verb, re.sub(r"\{\w+\}", "{}", row.route)) for row in OPERATIONS}) == len(OPERATIONS)
    for row in OPERATIONS:
        in_path = {part[1:-1] for part in row.route.split("/") if part.startswith("{")}

        assert in_path <= set(row.request.__struct_encode_fields__)
        assert row.request.__name__ == row.name
