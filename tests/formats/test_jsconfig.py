"""`?jsconfig=`: each option of the wire notes, for JSON and JSV, lists, records and errors."""

from __future__ import annotations

import json

import pytest
from support import jsv
from support.answers import documents_of, list_of, rendered
from support.sessions import session

from switchbook.api.types import SessionInfo, UserInfo
from switchbook.formats import JSON, Format
from switchbook.formats.asked import Asked
from switchbook.formats.jsconfig import AS_IS, read
from switchbook.formats.jsv import JsvFormat
from switchbook.formats.response_status import ResponseStatus
from switchbook.model.answer import Answer, DocumentAnswer
from switchbook.model.session import Member

JSV = JsvFormat()
DOCUMENT = documents_of(
    session(1, outcome="", members=(Member(application_data={"oneKey": "0"}),)), log=["x"]
)[0]  # fmt: skip


def config(text: str) -> Asked:
    """A request with these options."""
    return Asked("ListSessions", "/sessions", (("JsConfig", text),))


def body(text: str, answer: Answer | None = None, known: Format = JSON) -> bytes:
    """An answer, by default one record, under these options."""
    return rendered(known, DocumentAnswer(DOCUMENT, SessionInfo) if answer is None else answer, config(text))


@pytest.mark.parametrize(
    "name", ["edv", "EDV", "ExcludeDefaultValues", "edv:true", "edv:1", "edv:yes", "nonsense, edv"]
)
def test_default_values_are_left_out_but_enums_lists_and_empty_text(name: str) -> None:
    found = json.loads(body(name))

    assert "ended" not in found
    assert "wasMissed" not in found
    assert "muted" not in found["members"][0]
    assert (found["dialState"], found["outcome"], found["customerBreadcrumb"]) == ("None", "", [])
    assert found["members"][0]["applicationData"] == {"oneKey": "0"}


@pytest.mark.parametrize(
    "text", ["", "edv:false", "edv:0", "EDV:False", "ide", "inv:false", "nonsense:x", ",:,", "cc", "tc:xx"]
)
def test_what_asks_for_nothing_changes_nothing(text: str) -> None:
    assert read(text) == AS_IS
    assert body(text) == DOCUMENT


@pytest.mark.parametrize("text", ["eccn", "tc:cc", "TextCase:CamelCase", "invid", "IncludeNullValuesInDictionaries"])
def test_what_asks_for_what_already_is_changes_nothing(text: str) -> None:
    assert body(text) == DOCUMENT


@pytest.mark.parametrize("name", ["ide:false", "IncludeDefaultEnums:0"])
def test_enums_at_their_first_value_are_left_out(name: str) -> None:
    found = json.loads(body(name))

    assert "dialState" not in found
    assert "channel" not in found
    assert "role" not in found["members"][0]
    assert (found["ended"], found["outcome"]) == (False, "")


@pytest.mark.parametrize("name", ["inv", "IncludeNullValues"])
def test_nulls_are_written_in_the_order_of_the_wire(name: str) -> None:
    found = json.loads(body(name))

    assert list(found) == list(SessionInfo.__struct_encode_fields__)
    assert found["destination"] is None
    assert found["members"][0]["identity"] is None


@pytest.mark.parametrize("name", ["teai", "TreatEnumAsInteger"])
def test_enums_are_numbers(name: str) -> None:
    found = json.loads(body(name))

    assert (found["dialState"], found["channel"], found["members"][0]["role"]) == (0, 0, 0)
    assert found["log"][0]["message"] == "x"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tc:pc", ("DateCreated", "CallSid", "Members", "ApplicationData", "IsOriginalMember")),
        ("TextCase:PascalCase", ("DateCreated", "CallSid", "Members", "ApplicationData", "IsOriginalMember")),
        ("elun", ("date_created", "call_sid", "members", "application_data", "is_original_member")),
        (
            "EmitLowercaseUnderscoreNames",
            ("date_created", "call_sid", "members", "application_data", "is_original_member"),
        ),
        ("tc:sc", ("date_created", "call_sid", "members", "application_data", "is_original_member")),
    ],
)
def test_members_are_named_as_asked_and_dictionary_keys_as_they_are(text: str, names: tuple[str, ...]) -> None:
    created, sid, members, data, original = names
    found = json.loads(body(f"{text},inv"))

    assert created in found
    assert sid in found
    assert original in found[members][0]
    assert found[members][0][data] == {"oneKey": "0"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("edv", b'{"items":[]}'),
        ("tc:pc", b'{"Items":[],"TotalCount":0,"TotalPages":0,"HasMorePages":false}'),
        ("elun", b'{"items":[],"total_count":0,"total_pages":0,"has_more_pages":false}'),
        ("edv,tc:pc", b'{"Items":[]}'),
        ("i,edv", b'{\n    "items": []\n}'),
    ],
)
def test_the_list_itself_obeys(text: str, expected: bytes) -> None:
    assert body(text, list_of([])) == expected


@pytest.mark.parametrize("text", ["i", "pp", "Indent"])
def test_indented_json_is_the_same_json(text: str) -> None:
    indented = body(text, list_of([DOCUMENT, DOCUMENT]))

    assert json.loads(indented) == json.loads(body("", list_of([DOCUMENT, DOCUMENT])))
    lines = indented.decode().splitlines()
    assert lines[:4] == ["{", '    "items": [', "        {", '            "dialState": "None",']
    assert lines[-5:] == ["    ],", '    "totalCount": 2,', '    "totalPages": 1,', '    "hasMorePages": false', "}"]


def test_jsv_obeys_too() -> None:
    assert body("edv", list_of([]), JSV) == b"{items:[]}"
    assert body("tc:pc,inv", list_of([]), JSV) == b"{Items:[],TotalCount:0,TotalPages:0,HasMorePages:False}"
    found = jsv.read(body("teai,inv,elun", known=JSV).decode())
    assert (found["dial_state"], found["destination"]) == ("0", "null")
    assert body("i", known=JSV) == body("", known=JSV)


def test_any_other_answer_and_errors_obey() -> None:
    assert body("edv", UserInfo()) == b'{"roles":[],"accountIds":[],"accountNames":[],"dashboardPermissions":[]}'
    assert JSON.render_error(ResponseStatus("E", "m"), config("tc:pc")) == (
        b'{"ResponseStatus":{"ErrorCode":"E","Message":"m","Errors":[]}}'
    )
    assert JSV.render_error(ResponseStatus("E", "m"), config("elun")) == (
        b"{response_status:{error_code:E,message:m,errors:[]}}"
    )
