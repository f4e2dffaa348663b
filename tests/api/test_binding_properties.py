"""Reading any query at all: it gives a request or says what is wrong, and lists come back as they were written."""

from __future__ import annotations

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st

from switchbook.api.binding import bind, bind_object, read_list
from switchbook.api.types import Authenticate, GetSession, ListSessions
from switchbook.errors import UnboundRequest
from switchbook.model.wire_json import encode

NAMES = [field.encode_name for field in msgspec.structs.fields(ListSessions)]
# Any code point, lone surrogates and NUL among them, and the characters that have a meaning.
TEXT = st.text(
    st.characters() | st.sampled_from('\0\ud800\udfff",[]{}:; -+.019tTnN\u0660\u212a\ufeff')
) | st.sampled_from(["true", "Descend", "Ascend,Descend", "-1", "2147483648", '["a","b""', '"', "\udcff", "9" * 5000])
NAME = st.sampled_from(NAMES).map(str.upper) | st.sampled_from(NAMES) | TEXT
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(NAME, inner),
    max_leaves=10,
)


def bound_or_refused(
    request_type: type[msgspec.Struct], pairs: list[tuple[str, str]]
) -> msgspec.Struct | UnboundRequest:
    try:
        return bind(request_type, "ListSessions", pairs)
    except UnboundRequest as refusal:
        return refusal


@given(st.lists(st.tuples(NAME, TEXT)), st.sampled_from([ListSessions, GetSession, Authenticate]))
def test_any_pairs_give_a_request_or_say_which_fields_are_wrong(
    pairs: list[tuple[str, str]], request_type: type[msgspec.Struct]
) -> None:
    answer = bound_or_refused(request_type, pairs)

    if isinstance(answer, UnboundRequest):
        told = {error.field for error in answer.errors}
        assert told
        assert told <= {name for name, _ in pairs}
        assert all(error.message.encode() for error in answer.errors)
    else:
        assert encode(answer)


@given(st.dictionaries(NAME, JSON))
def test_any_object_gives_a_request(members: dict[str, object]) -> None:
    assert encode(bind_object(ListSessions, "ListSessions", members))


@given(st.lists(st.text().filter(bool), min_size=1), st.booleans())
@example(['a"b', "c,d", "[e", " f "], False)
def test_a_quoted_list_comes_back_as_it_was_written(elements: list[str], bracketed: bool) -> None:
    written = ",".join('"' + element.replace('"', '""') + '"' for element in elements)

    assert read_list(f"[{written}]" if bracketed else written) == tuple(elements)


@given(st.lists(st.text(st.characters(exclude_characters='",[]{} ', exclude_categories=["Z", "C"]), min_size=1)))
def test_a_plain_list_comes_back_with_brackets_or_without(elements: list[str]) -> None:
    written = ",".join(elements)

    assert read_list(written) == read_list(f"[{written}]") == tuple(elements)


@given(TEXT)
def test_a_list_has_one_element_more_than_it_has_commas_outside_quotes(text: str) -> None:
    elements = read_list(text)

    assert len(elements) <= text.count(",") + 1
    assert '"' in text or not elements or len(elements) == text.count(",") + 1
