"""The JSON Schema of generic events: what it accepts is what is read, and the published file is what is generated."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.callbacks import RECEIVED, as_json, least_event

from switchbook.ingest.generic import Generic, schema
from switchbook.ingest.generic_event import KINDS, KNOWN_VALUES
from switchbook.ingest.generic_meaning import LEG_EVENTS
from switchbook.model.event import FILE_TYPES, QUEUE_RESULTS, TRANSFERS, Facts, LegEvent
from switchbook.model.lifecycle import ENDINGS

DOCS = Path(__file__).parents[2] / "docs"
VALIDATOR = Draft202012Validator(schema())


def is_read(payload: object) -> bool:
    return all(reading.error is None for reading in Generic().read(as_json(payload), "", RECEIVED))


def examples() -> list[object]:
    """Every JSON example of the page."""
    blocks = re.findall(r"```json\n(.*?)```", (DOCS / "ingest.md").read_text("utf-8"), re.DOTALL)
    return [json.loads(block) for block in blocks]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_published_schema_is_the_generated_one() -> None:
    published = (DOCS / "generic-event.schema.json").read_text("utf-8")

    assert json.loads(published) == json.loads(json.dumps(schema()))


def test_the_examples_of_the_page_are_valid_and_read() -> None:
    assert len(examples()) >= 2
    for example in examples():
        VALIDATOR.validate(example)
        assert is_read(example)


def test_the_page_names_every_member_and_type() -> None:
    page = (DOCS / "ingest.md").read_text("utf-8")
    members = {name for kind in KINDS for name in kind.__struct_encode_fields__}

    for name in (*members, *KNOWN_VALUES["type"], *ENDINGS):
        assert f"`{name}`" in page, name


def test_values_are_those_of_the_life_of_a_session() -> None:
    for name, values in {"ending": ENDINGS, "result": QUEUE_RESULTS, "how": TRANSFERS, "fileType": FILE_TYPES}.items():
        assert sorted(KNOWN_VALUES[name]) == sorted(values)


def test_every_event_of_a_leg_can_be_told() -> None:
    assert set(LEG_EVENTS.values()) == set(get_args(LegEvent))


def test_every_fact_but_the_directorys_can_be_stated() -> None:
    stated = {name for kind in KINDS for name in kind.__struct_fields__}

    assert set(Facts.__struct_fields__) - stated == {"endpoint_name", "held_by_name", "called_id", "called_name"}


@pytest.mark.parametrize("kind", KNOWN_VALUES["type"])
def test_the_least_event_of_every_type_is_valid(kind: str) -> None:
    told = least_event(kind)

    VALIDATOR.validate(told)
    VALIDATOR.validate([told, told])
    assert is_read([told, told])


TEXTS = ["", " ", "a", "a\0", "voice", "Voice\n", "OUTGOING", "busy", "blind", "Fax", "sent", "x" * 256]
VALUES: st.SearchStrategy[object] = st.sampled_from(
    [None, True, 0, 1, -1, 1.5, 2**53, *TEXTS, [], {}, ["a"], ["a", 1], [{"uri": "u"}], [{"url": "u"}]]
)
MEMBERS = st.sampled_from([*sorted({name for kind in KINDS for name in kind.__struct_encode_fields__}), "colour"])


@given(st.sampled_from(KNOWN_VALUES["type"]), st.dictionaries(MEMBERS.filter(lambda name: name != "at"), VALUES))
def test_what_the_schema_accepts_is_read_and_nothing_else(kind: str, members: dict[str, object]) -> None:
    told = least_event(kind) | members

    assert VALIDATOR.is_valid(told) == is_read(told)
