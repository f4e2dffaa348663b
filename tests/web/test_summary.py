"""`GET /sessions/summary`: figures, days and hours by the clock of a zone, the period before, names, and errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support.calling import Caller, Clock, application, bearer
from support.directory import put_directory
from support.sessions import keep, session

from switchbook.model.query import Shelf
from switchbook.stores.contract import Store

# Sunday evening in Berlin, Monday by its clock two hours later.
SUNDAY = datetime(2026, 5, 10, 21, 30, tzinfo=UTC)


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over a small directory with four sessions."""
    put_directory(store)
    ended = {
        "ended": True,
        "account_id": "a1",
        "customer_id": "c2",
        "endpoint_id": "e1",
        "from_address": "+18145550100",
    }
    minute = timedelta(minutes=1)
    keep(
        store,
        session(1, date_created=SUNDAY, date_completed=SUNDAY + minute, outcome="Answered", **ended),
        session(2, date_created=SUNDAY + 60 * minute, outcome="Missed", was_missed=True, **ended),
        session(3, date_created=SUNDAY + 61 * minute, account_id="a2"),
    )
    week_before = SUNDAY - timedelta(days=1)
    keep(
        store,
        session(4, date_created=week_before, date_completed=week_before + 3 * minute, outcome="own words", **ended),
        shelf=Shelf.archive,
    )
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


def test_figures_and_parts_are_told_with_names(caller: Caller) -> None:
    told = caller.get("/sessions/summary?searchAll=true").json()

    assert told["figures"] == {
        "sessions": 4,
        "answered": 1,
        "missed": 1,
        "abandoned": 0,
        "running": 1,
        "seconds": 240,
        "averageSeconds": 80,
        "longestSeconds": 180,
    }
    assert told["accounts"][0] == {"id": "a1", "name": "Acme", "sessions": 3, "missed": 1, "seconds": 240}
    assert [each["name"] for each in told["customers"]] == ["Region North", "Acme Dental"]
    assert [each["name"] for each in told["endpoints"]] == ["Front desk"]
    assert {each["name"]: each["sessions"] for each in told["outcomes"]} == {"Answered": 1, "Missed": 1, "own words": 1}
    assert told["channels"] == [{"name": "Voice", "sessions": 4, "missed": 1, "seconds": 240}]
    assert told["fromAddresses"][0] == {"name": "+18145550100", "sessions": 3, "missed": 1, "seconds": 240}
    assert "previous" not in told


def test_days_and_hours_are_those_of_the_zone(caller: Caller) -> None:
    in_utc = caller.get("/sessions/summary").json()
    in_berlin = caller.get("/sessions/summary?timeZone=Europe/Berlin").json()

    assert [(day["date"], day["sessions"]) for day in in_utc["days"]] == [("2026-05-10", 3)]
    assert [(each["weekday"], each["hour"], each["sessions"]) for each in in_utc["hours"]] == [(6, 21, 1), (6, 22, 2)]
    assert [(day["date"], day["sessions"], day["missed"]) for day in in_berlin["days"]] == [
        ("2026-05-10", 1, 0),
        ("2026-05-11", 2, 1),
    ]
    assert [(each["weekday"], each["hour"]) for each in in_berlin["hours"]] == [(0, 0), (6, 23)]
    assert in_berlin["hours"][1] == {"weekday": 6, "hour": 23, "sessions": 1, "answered": 1, "missed": 0}
    assert in_berlin["timeZone"] == "Europe/Berlin"


def test_the_period_before_has_the_same_length(caller: Caller) -> None:
    told = caller.get("/sessions/summary?searchAll=true&startDate=2026-05-10&endDate=2026-05-10&compare=true").json()

    assert told["figures"]["sessions"] == 3
    assert (told["previous"]["sessions"], told["previous"]["seconds"]) == (1, 180)


def test_the_period_before_has_as_many_days_where_clocks_change(caller: Caller, store: Store) -> None:
    # Clocks in Berlin go forward on 29 March: the week before begins at midnight in winter, on the 22nd at 23:00 UTC.
    in_it = datetime(2026, 3, 22, 23, 30, tzinfo=UTC)
    keep(
        store,
        session(5, date_created=in_it),
        session(6, date_created=in_it - timedelta(hours=1)),
        session(7, date_created=datetime(2026, 3, 29, 22, 30, tzinfo=UTC)),
    )

    week = "startDate=2026-03-30&endDate=2026-04-05&timeZone=Europe/Berlin&compare=true"
    told = caller.get(f"/sessions/summary?{week}").json()

    assert (told["figures"]["sessions"], told["previous"]["sessions"]) == (1, 1)


def test_the_filters_are_those_of_the_list(caller: Caller) -> None:
    for query in ("from=814", "wasMissed=true", "customerIds=c1", "log=nothing", "accountIds=a2", "specificIds=x"):
        listed = caller.get(f"/sessions?{query}").json()["totalCount"]

        assert caller.get(f"/sessions/summary?{query}").json()["figures"]["sessions"] == listed, query


def test_a_customer_counts_with_all_below_it_as_the_filter_finds_them(caller: Caller, store: Store) -> None:
    below = {"account_id": "a1", "date_created": SUNDAY}
    keep(store, session(5, customer_id="c1", **below), session(6, customer_id="c3", **below))

    told = caller.get("/sessions/summary?searchAll=true").json()["customers"]

    assert [(each["name"], each["sessions"]) for each in told] == [
        ("Region North", 5),
        ("Acme Dental", 4),
        ("Acme Dental Lab", 1),
    ]
    for each in told:
        listed = caller.get(f"/sessions?searchAll=true&customerIds={each['id']}").json()["totalCount"]
        assert listed == each["sessions"], each["name"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("compare=true", "compare"),
        ("top=101", "top"),
        ("top=-1", "top"),
        ("timeZone=Mars", "timeZone"),
        ("ended=x", "ended"),
    ],
)
def test_what_cannot_be_understood_is_named(caller: Caller, query: str, field: str) -> None:
    answer = caller.get(f"/sessions/summary?{query}")

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == field


@pytest.mark.parametrize("suffix", ["xml", "csv", "jsv", "html"])
def test_every_format_tells_it(caller: Caller, suffix: str) -> None:
    answer = caller.get(f"/sessions/summary.{suffix}?searchAll=true")

    assert answer.status_code == 200
    assert "Acme Dental" in answer.text
