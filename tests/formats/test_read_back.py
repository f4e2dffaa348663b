"""Sessions read back from every format, by other people's parsers, are the sessions that were written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.answers import AWKWARD, LOG, documents_of, list_of, rendered, values
from support.jsv import as_text
from support.read_back import READERS, cells_of, holdable, without_empty_text
from support.sessions import NOON, numbered, session
from support.texts import texts

from switchbook.formats import FORMATS, HTML, Format
from switchbook.model.session import CallState, Channel, Direction, Member, MemberRole, QueueState, Session

# What a format cannot tell, taken from the JSON before it is compared.
TOLD = {"jsv": as_text, "xml": holdable, "csv": without_empty_text}
DATA = [known for known in FORMATS if known.name in READERS]

maybe = st.none() | texts
members = st.builds(
    Member,
    identity=maybe,
    display_name=maybe,
    application_data=st.dictionaries(texts, texts, max_size=3),
    role=st.sampled_from(MemberRole),
    muted=st.booleans(),
)
sessions = st.builds(
    Session,
    id=st.integers(0, 99).map(numbered),
    account_id=st.sampled_from(["a1", "unknown"]),
    customer_id=st.sampled_from([None, "c1", "c2"]),
    date_created=st.just(NOON),
    from_address=maybe,
    from_name=maybe | st.sampled_from(["=1", "'=1", "''+1", "\t\n@", "\uff1d1", "-1+1", "+1 (503) 555-0100", "'", "-"]),
    outcome=maybe,
    console_data=maybe,
    channel=st.sampled_from(Channel),
    direction=st.sampled_from(Direction),
    call_state=st.sampled_from(CallState),
    queue_state=st.sampled_from(QueueState),
    ended=st.booleans(),
    members=st.lists(members, max_size=2).map(tuple),
)


def told(known: Format, value: dict[str, Any]) -> Any:
    """What is left of a session in a format."""
    return TOLD.get(known.name, dict)(value)


@pytest.mark.parametrize("known", DATA, ids=lambda known: known.name)
def test_awkward_text_is_read_back(known: Format) -> None:
    documents = documents_of(*AWKWARD)

    assert READERS[known.name](rendered(known, list_of(documents))) == [told(known, each) for each in values(documents)]


@pytest.mark.parametrize("known", DATA, ids=lambda known: known.name)
def test_an_empty_list_is_read_back(known: Format) -> None:
    assert READERS[known.name](rendered(known, list_of([]))) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(sessions, max_size=3), st.lists(texts, max_size=3))
def test_any_session_is_read_back_from_every_format(written: list[Session], log: list[str]) -> None:
    documents = documents_of(*written, log=log) if written else []

    for known in DATA:
        body = rendered(known, list_of(documents))
        assert READERS[known.name](body) == [told(known, each) for each in values(documents)], known.name


@settings(max_examples=60, deadline=None)
@given(texts.filter(bool))
def test_any_text_is_read_back_from_a_page(text: str) -> None:
    cells = cells_of(rendered(HTML, list_of(documents_of(session(1, outcome=text), log=[text]))))

    # Once in the row, once in what it unfolds to, once in the log.
    assert cells.count(holdable(text)) >= 3


def test_the_log_is_on_the_page() -> None:
    cells = cells_of(rendered(HTML, list_of(documents_of(*AWKWARD))))

    assert [line for line in LOG if holdable(line) not in cells] == []
