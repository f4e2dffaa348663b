"""A list that is too much to look through: what would make it cheaper stands there to be clicked."""

from __future__ import annotations

import re
import time

import httpx
from support.calling import bearer, put_key
from support.serving import serving

from switchbook import settings, wiring
from switchbook.console.listing import PATH
from switchbook.errors import GivenUp
from switchbook.measures import Measures
from switchbook.model.query import SessionQuery
from switchbook.stores.contract import Page, Stop
from switchbook.stores.memory import MemoryStore

HASTY = settings.load({settings.PREFIX + "QUERY_SECONDS": "1"})


def offered(page: str) -> dict[str, str]:
    """The links of what is cheaper, by their labels."""
    told = page.split("too much to look through")[1]
    return {label: link for link, label in re.findall(r'class="button" href="([^"]+)">([^<]+)<', told)}


class Endless(MemoryStore):
    """Looks until it is stopped."""

    def find(self, query: SessionQuery, stop: Stop = None) -> Page:
        assert stop is not None
        while not stop():
            time.sleep(0.01)
        raise GivenUp("given up")


def test_it_is_told_kindly_with_what_makes_it_cheaper_at_one_click() -> None:
    store = Endless()
    headers = bearer(put_key(store))
    with serving(wiring.application(store, HASTY, Measures(wiring.SOURCES))) as running:
        searched = httpx.get(f"{running.url}{PATH}?log=at&sortField=fromAddress", headers=headers)
        all_of_it = httpx.get(f"{running.url}{PATH}", headers=headers)

    assert searched.status_code == all_of_it.status_code == 400
    by_log, by_all = offered(searched.text), offered(all_of_it.text)
    assert "startDate=" in by_log["Only the last 7 days"]
    assert by_log["In the order in which they began"] == f"{PATH}?log=at"
    assert by_all["Without counting them all"] == f"{PATH}?simplifiedPaging=true"
    # Its rows alone were asked for.
    assert "Without counting them all" not in by_log


def test_a_total_that_takes_too_long_says_so_beside_the_rows() -> None:
    store = Endless()
    headers = {**bearer(put_key(store)), "hx-request": "true", "hx-target": "total"}
    with serving(wiring.application(store, HASTY, Measures(wiring.SOURCES))) as running:
        answer = httpx.get(f"{running.url}{PATH}?log=at", headers=headers)

    assert answer.status_code == 200
    assert "Not counted: Too much to look through" in answer.text
