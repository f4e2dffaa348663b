"""What a change did to a record, in words."""

from __future__ import annotations

from switchbook.console.audit import done_in_words
from switchbook.console.differences import Difference, differences


def test_only_what_differs_is_told_deep_members_by_their_path_in_words() -> None:
    before = {"name": "Elm", "retentionDays": 30, "billingSettings": {"base": {"unitCost": 1}}, "dateLastModified": "1"}
    after = {
        "name": "Elm",
        "retentionDays": None,
        "billingSettings": {"base": {"unitCost": 2}},
        "dateLastModified": "2",
    }

    assert differences(before, after) == [
        Difference("Retention days", "30", None),
        Difference("Billing settings, base, unit cost", "1", "2"),
    ]


def test_of_a_new_record_all_that_it_has_is_told() -> None:
    assert differences(None, {"id": "1", "tags": ["a", "b"], "data": {}, "isByoa": True, "note": ""}) == [
        Difference("Tags", None, "a, b"),
        Difference("Is byoa", None, "yes"),
    ]


def test_a_long_text_is_cut() -> None:
    (told,) = differences({"text": "x" * 9_000}, None)

    assert told.before == "x" * 500 + "…"


def test_what_was_done_is_said_in_words() -> None:
    assert done_in_words("PatchUser", "user") == "User changed"
    assert done_in_words("FinishHookRotation", "hook") == "Hook: finish hook rotation"
    assert done_in_words("ReplayQuarantined", "quarantine") == "Payload read again"
