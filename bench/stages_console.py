"""The console at this size: the first page of a list beside the API's own answer, and how soon a reader sees it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from bench import serving
from bench.asking import figures
from bench.client import get, send
from bench.data import Data
from bench.peers.ours import Ours
from bench.stages_store import asked_of
from switchbook import access
from switchbook.model.actor import Role

# What support staff ask: the newest, a customer's account, numbers, words of logs.
GROUPS = ("L1", "L2", "Q1", "Q2", "Q3", "Q5a", "Q5b", "Q6c", "Q7b", "Q8b", "Q9a", "Q15")
# As many rows as the console's first page has.
_ROWS = {"countPerPage": "50"}
_SEEN = 10
# Between two pages: what ends of the last one (its process, its connection to the feed) is none of the next one's.
_REST_SECONDS = 0.5
# When the first row, or the words that there is none, have been painted: milliseconds since the page was asked for.
_WATCH = """
const told = () => { document.documentElement.dataset.shown = String(performance.now()); };
const look = () => document.querySelector("main [data-row], main .empty")
  ? requestAnimationFrame(() => setTimeout(told))
  : requestAnimationFrame(look);
look();
"""


def console(place: Path, data: Data) -> Any:
    """Each class of `GROUPS`, as the page, as the API's answer with as many rows, and as Chromium shows it."""
    questions = [question for question in asked_of(data).questions if not question.cursor]
    book = Ours(place)
    key, secret = access.new_key("bench", Role.SystemAdministrator)
    book.store.write(lambda ledger: ledger.put_key(key)).result()
    book.close()
    port = serving.free_port()
    told: dict[str, Any] = {"classes": {}}
    with serving.ours(book.folder, port):
        for name in GROUPS:
            asked = _unlike([question.parameters for question in questions if question.group == name])
            if asked:
                # Where nobody names a shelf, the page shows both.
                both = [each if "searchArchive" in each else {**each, "searchAll": "true"} for each in asked]
                told["classes"][name] = {
                    "api": _served(port, secret, "/sessions", both),
                    "page": _served(port, secret, "/console/sessions", asked),
                    "shown": _shown(port, secret, asked[:_SEEN]),
                }
    return told


def _unlike(asked: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The parameters of a first page, once each: that the question asks for a page of another length is left out."""
    first = [{name: value for name, value in each.items() if name not in ("page", "countPerPage")} for each in asked]
    return list({urlencode(each): each for each in first}.values())


def _served(port: int, key: str, path: str, asked: Sequence[Mapping[str, str]]) -> Any:
    """Over one connection, a warm pass first."""
    requests = [get(f"{path}?{urlencode({**each, **_ROWS})}", key) for each in asked]
    send(port, iter(requests), 1, seconds=10)
    sent = send(port, cycle(requests), 1, seconds=5, most=3 * len(requests))
    return msgspec.to_builtins(figures(sent.times, len(requests))) | {"failed": sent.failed}


def _shown(port: int, key: str, asked: Sequence[Mapping[str, str]]) -> Any:
    """In a Chromium that has the page's files, one fresh page a question."""
    from playwright.sync_api import sync_playwright

    times = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = chromium.new_context(extra_http_headers={"Authorization": f"Bearer {key}"})
        context.add_init_script(_WATCH)
        for each in (asked[0], *asked):
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}/console/sessions?{urlencode(each)}")
            page.wait_for_selector("html[data-shown]", state="attached")
            times.append(float(page.get_attribute("html", "data-shown") or 0))
            page.close()
            time.sleep(_REST_SECONDS)
        chromium.close()
    return msgspec.to_builtins(figures(times[1:], len(asked)))
