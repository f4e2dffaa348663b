"""The part of the page about the console: how soon the first page of a list is there, beside the API's answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.page_figures import NOT_RUN, ms, times
from bench.queries import NAMES

_GOAL_MS = 300


def shown(stages: Any) -> Iterator[str]:
    """The table of one size."""
    yield "\n### The console\n"
    found = stages.get("console")
    if found is None:
        yield NOT_RUN
        return
    yield "The first page of a list with 50 rows and its total: the API's JSON, the console's page, and how long after"
    yield "it was asked for the rows stand in Chromium, on the same cores, with the page's files in its cache."
    yield f"Median / 95th percentile in ms; the goal is {_GOAL_MS} ms until it is shown.\n"
    yield "| class | API | page | page : API | shown |"
    yield "|---|---|---|---|---|"
    for group, told in found["classes"].items():
        api, page, seen = (told[name] for name in ("api", "page", "shown"))
        pairs = [f"{ms(each['p50'])} / {ms(each['p95'])}" for each in (api, page, seen)]
        yield f"| {group} {NAMES[group]} | {pairs[0]} | {pairs[1]} | {times(page['p50'] / api['p50'])} | {pairs[2]} |"
    late = [group for group, told in found["classes"].items() if told["shown"]["p95"] > _GOAL_MS]
    yield f"\nClasses over the goal at the 95th percentile: {', '.join(late) or 'none'}."
