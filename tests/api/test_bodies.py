"""Bodies of requests as objects: JSV and XML as ServiceStack's clients write them, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchbook.api.bodies import Elements, read_json, read_jsv, read_xml

NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("{}", {}),
        ("{a:1}", {"a": "1"}),
        ("{a:b c,d:}", {"a": "b c", "d": None}),
        ('{"a b":"say ""hi"", now",c:""}', {"a b": 'say "hi", now', "c": ""}),
        ("{a:[x,,z],b:[],c:[{d:1},[2]]}", {"a": ["x", None, "z"], "b": [], "c": [{"d": "1"}, ["2"]]}),
        ("{at:2026-05-09T10:00:00Z}", {"at": "2026-05-09T10:00:00Z"}),
        ('{a:b"c}', {"a": 'b"c'}),
        (" [1,2] ", ["1", "2"]),
        ("", None),
        ("text", "text"),
        ("{käse:日本}", {"käse": "日本"}),
    ],
)
def test_jsv_is_read(body: str, value: object) -> None:
    assert read_jsv(body.encode()) == value


@pytest.mark.parametrize("body", ["{", "{a}", "{a:1", "{a:1,}", "[1", '{a:"x}', "{a:1}}", "a,b", "[" * 50, "{a:" * 50])
def test_what_is_no_jsv_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="JSV"):
        read_jsv(body.encode())


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("<a/>", {}),
        ("<a> <B>1</B> <C></C> </a>", {"B": "1", "C": ""}),
        (f'<a {NIL}><B i:nil="true"/><C i:nil="false">x</C></a>', {"B": None, "C": "x"}),
        ('<a xmlns="urn:x"><B xmlns:d="urn:y"><d:string>1</d:string> <d:string/></B></a>', {"B": ["1", ""]}),
        (f"<a {NIL}><B><s>1</s><s i:nil='1'/></B><C>2</C></a>", {"B": ["1", None], "C": "2"}),
        ("<a><B>x &amp; &#233; <![CDATA[<y>]]></B></a>", {"B": "x & é <y>"}),
        ('<?xml version="1.0" encoding="utf-8"?><!-- c --><a><B>1</B><B>2</B></a>', {"B": "2"}),
    ],
)
def test_xml_is_read(body: str, value: object) -> None:
    assert read_xml(body.encode()) == value


def test_elements_inside_an_element_are_a_list_and_an_object() -> None:
    read = read_xml(b"<a><B><C>1</C><D><E>2</E></D></B><F><g><Key>k</Key><Value>v</Value></g></F></a>")

    assert isinstance(read, dict)
    inside, pairs = read["B"], read["F"]
    assert isinstance(inside, Elements)
    assert isinstance(pairs, Elements)
    assert inside == ["1", ["2"]]
    assert inside.members() == {"C": "1", "D": ["2"]}
    assert pairs.members() == {"k": "v"}


@pytest.mark.parametrize(
    "body",
    [
        *("", "x", "<a>", "<a></b>", "<a/><b/>", "<a><b>&e;</b></a>"),
        "<!DOCTYPE a><a/>",
        '<!DOCTYPE a [<!ENTITY e "eee"><!ENTITY f "&e;&e;">]><a><b>&f;</b></a>',
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a><b>&e;</b></a>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
        f"<a>{'<b>' * 16}{'</b>' * 16}</a>",
        f"<a>{'<b/>' * 20_001}</a>",
        '<?xml version="1.0" encoding="no-such"?><a/>',
    ],
)
def test_what_is_no_xml_or_declares_anything_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="XML"):
        read_xml(body.encode())


@given(st.binary(max_size=60) | st.text("{}[],:\"<>/a!&;'= \n", max_size=40).map(str.encode))
def test_no_body_is_our_fault(body: bytes) -> None:
    for read in (read_json, read_jsv, read_xml):
        try:
            read(body)
        except ValueError:
            continue
