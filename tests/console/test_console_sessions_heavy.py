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
    hasty = settings.load({settings.PREFIX + "QUERY_SECONDS": "1"})
    with serving(wiring.application(store, hasty, Measures(wiring.SOURCES))) as running:
        answer = httpx.get(f"{running.url}{PATH}?log=at&sortField=fromAddress", headers=headers)

    assert answer.status_code == 400
    told = answer.text.split("too much to look through")[1]
    offered = {label: link for link, label in re.findall(r'class="button" href="([^"]+)">([^<]+)<', told)}
    assert "startDate=" in offered["Only the last 7 days"]
    assert offered["In the order in which they began"] == f"{PATH}?log=at"
    assert offered["Without counting them all"].endswith("simplifiedPaging=true")
