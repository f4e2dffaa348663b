"""XML as .NET's DataContractSerializer writes it: names by their rule, namespaces, order, prefixes, nulls."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from support.answers import AWKWARD, ERRORS, USER, documents_of, list_of, rendered
from support.sessions import session

from switchbook.api.operation import Operation
from switchbook.api.operations import OPERATIONS
from switchbook.api.types import AuthenticateResponse, CustomerBreadcrumb, SessionInfo, SessionMemberInfo
from switchbook.formats.contracts import data_members, list_name
from switchbook.formats.shape import pascal
from switchbook.formats.xml import XmlFormat
from switchbook.model.answer import DocumentAnswer, Nothing

XML = XmlFormat()
VOICE = "http://schemas.datacontract.org/2004/07/Voice.Api"
GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.xml"))


def parsed(body: bytes) -> etree._Element:
    """The root of a document that a strict parser takes."""
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))


@pytest.mark.parametrize("kept", GOLDEN, ids=lambda kept: kept.name)
def test_every_document_is_well_formed(kept: Path) -> None:
    assert parsed(kept.read_bytes()) is not None


def test_a_list_is_named_after_its_item_and_a_digest_of_its_namespace() -> None:
    assert list_name(SessionInfo) == "ListResponseOfSessionInfoBWxtuWQa"
    assert list_name(CustomerBreadcrumb) != list_name(SessionMemberInfo)


def test_members_of_the_base_class_come_first_then_each_class_by_code_points() -> None:
    names = [member.name for member in data_members(SessionInfo)]

    assert names[:5] == ["CreatedBy", "DateCreated", "DateLastModified", "Id", "LastModifiedBy"]
    assert names[5:] == sorted(names[5:])
    assert [name for name in names if name.startswith("Call")] == ["CallSid", "CallState", "CallbackNumber"]
    assert {name.casefold() for name in names} == {name.casefold() for name in SessionInfo.__struct_encode_fields__}


def test_members_of_servicestacks_own_types_stand_as_they_are_declared() -> None:
    assert [member.name for member in data_members(AuthenticateResponse)] == [
        pascal(name) for name in AuthenticateResponse.__struct_encode_fields__
    ]


def test_each_element_lives_in_the_namespace_of_the_class_that_declares_it() -> None:
    item = parsed(rendered(XML, list_of(documents_of(*AWKWARD)))).find(f".//{{{VOICE}.Sessions}}SessionInfo")
    assert item is not None

    namespaces = {etree.QName(each).localname: etree.QName(each).namespace for each in item.iter()}

    assert {namespaces[name] for name in ("CreatedBy", "DateCreated", "LastModifiedBy")} == {VOICE}
    assert {namespaces[name] for name in ("Log", "SessionLogInfo", "Message", "Muted")} == {f"{VOICE}.Sessions"}
    assert namespaces["Name"] == f"{VOICE}.Customers"
    assert namespaces["Key"] == "http://schemas.microsoft.com/2003/10/Serialization/Arrays"


def test_prefixes_tell_the_depth_they_are_declared_at() -> None:
    body = rendered(XML, list_of(documents_of(*AWKWARD))).decode()

    assert '<Items xmlns:d2p1="' in body
    assert '<d2p1:CustomerBreadcrumb xmlns:d4p1="' in body
    assert '<d2p1:ApplicationData xmlns:d6p1="' in body


def test_nulls_empty_texts_and_empty_lists_are_told_apart() -> None:
    body = rendered(XML, list_of(documents_of(session(1, destination=""), log=()))).decode()

    assert '<CreatedBy i:nil="true" />' in body
    assert "<d2p1:Destination></d2p1:Destination>" in body
    assert "<d2p1:Log />" in body
    assert "<d2p1:Ended>false</d2p1:Ended>" in body


def test_what_only_a_value_can_fill_is_never_null() -> None:
    body = rendered(XML, DocumentAnswer(b'{"id":"1"}', SessionInfo)).decode()

    assert "<Ended" not in body
    assert "<DialState" not in body
    assert '<Log i:nil="true" />' in body


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\rb\r\nc", "a&#xD;b&#xD;\nc"),
        ("\0\x01\x08\x0b\x0c\x1f\ufffe\uffff", "\ufffd" * 8),
        ("\t\n\x7f\x85\u2028😀\ufffd", "\t\n\x7f\x85\u2028😀\ufffd"),
        ("]]> <!-- &amp; \"'", "]]&gt; &lt;!-- &amp;amp; \"'"),
    ],
)
def test_text_survives_as_far_as_xml_can_hold_it(text: str, written: str) -> None:
    body = rendered(XML, list_of(documents_of(session(1, outcome=text))))

    assert f"<d2p1:Outcome>{written}</d2p1:Outcome>".encode() in body


def test_lists_of_texts_are_arrays_of_strings() -> None:
    assert b"<d2p1:string>a1</d2p1:string><d2p1:string>a,2</d2p1:string></AccountIds>" in rendered(XML, USER)


def test_an_error_names_its_fields() -> None:
    root = parsed(XML.render_error(ERRORS["error-full"]))

    assert [etree.QName(each).localname for each in root.iter()][:9] == [
        "ErrorResponse", "ResponseStatus", "ErrorCode", "Message", "StackTrace", "Errors", "ResponseError",
        "ErrorCode", "FieldName",
    ]  # fmt: skip
    assert "".join(root.itertext()) == "Emat line 1EfxkvAB".replace("AB", "ab")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_answer_type_has_a_shape(operation: Operation) -> None:
    assert data_members(operation.answer) or operation.answer is Nothing
