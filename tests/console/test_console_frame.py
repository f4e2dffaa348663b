"""What every page has: a way in, its files, plain words for errors, and nothing of the book for strangers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import httpx
import pytest
from console.conftest import EMAIL
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.filling import fields_of, origin
from support.serving import Serving

from switchbook.console import files
from switchbook.console.pages import PAGES

NODE = Path(__file__).parents[1] / "clients" / "node" / "node_modules"
STATIC = Path(files.__file__).parent / "static"
# Pages that are asked for a time.
DATED = ("overview", "overview/figures", "audit")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.verb} {page.path}")
def test_a_stranger_sees_no_page_but_the_login(served: Serving, page: object) -> None:
    answer = httpx.request(page.verb, f"{served.url}{page.path}")  # type: ignore[attr-defined]

    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/login?redirect=")


def test_signing_in_leads_to_where_one_wanted_to_go_and_signing_out_ends_it(reader: Reader) -> None:
    reader.open("/console/sessions?from=212")
    assert reader.page.url.endswith("/console/sessions?from=212")

    reader.page.get_by_text("Ria Reader").click()
    reader.page.get_by_role("button", name="Sign out").click()

    reader.page.wait_for_url("**/login")
    reader.open("/console/sessions")
    assert "/login" in reader.page.url


def test_who_is_signed_out_meanwhile_signs_in_and_is_back_on_the_whole_page(served: Serving) -> None:
    seen = "/console/sessions?from=212&log=a%20b"
    part = {"hx-request": "true", "hx-target": "more", "hx-current-url": f"{served.url}{seen}"}

    to_login = httpx.get(f"{served.url}/console/sessions?cursor=x", headers=part).headers["hx-redirect"]

    form = fields_of(httpx.get(f"{served.url}{to_login}").text, "/login")
    answer = httpx.post(f"{served.url}/login", data={**form, "userName": EMAIL, "password": PASSWORD})
    assert answer.headers["location"] == seen


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("sessions?minDuration=" + 30 * "9", 400),
        ("sessions?minDuration=" + 5_000 * "9", 400),
        ("sessions?hours=" + 5_000 * "9", 400),
        *((f"{page}?startDate=0001-01-01&endDate=9999-12-31", 200) for page in DATED),
        *((f"{page}?startDate=9999-12-31T23:59:59.999Z", 200) for page in DATED),
        *((f"{page}?endDate=0001-01-01T00:00:00Z", 200) for page in DATED),
    ],
)
def test_numbers_of_any_length_and_the_ends_of_the_calendar_are_no_fault_of_ours(
    keeper: httpx.Client, page: str, status: int, zone: str
) -> None:
    assert keeper.get(f"/console/{page}", headers={"cookie": f"switchbook-zone={zone}"}).status_code == status


@pytest.mark.parametrize("path", ["/", "/console"])
def test_the_address_of_the_server_alone_leads_to_the_list(reader: Reader, path: str) -> None:
    reader.open(path)

    assert reader.page.url.endswith("/console/sessions")


def test_times_are_those_of_the_readers_zone(reader: Reader) -> None:
    reader.open("/console/sessions")

    assert reader.page.locator(".zone").text_content() in ("Europe/Berlin +01:00", "Europe/Berlin +02:00")


def test_what_cannot_be_understood_is_said_in_plain_words(reader: Reader) -> None:
    answer = reader.page.request.get(f"{reader.url}/console/sessions?startDate=soon")

    assert answer.status == 400
    assert "startDate" in answer.text()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_a_form_that_is_too_large_is_refused_on_a_page(keeper: httpx.Client) -> None:
    body = b"name=" + b"a" * 1_100_000
    kind = {"content-type": "application/x-www-form-urlencoded", **origin(keeper)}

    answer = keeper.post("/console/accounts/new", content=body, headers=kind)

    assert (answer.status_code, answer.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "The body is larger than 1048576 bytes" in answer.text


def test_files_are_kept_by_browsers_and_found_by_their_content(served: Serving) -> None:
    answer = httpx.get(f"{served.url}{files.address('console.css')}")

    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert httpx.get(f"{served.url}/console/files/0/unknown.js").status_code == 404
    assert httpx.get(f"{served.url}/console/files/0/%2e%2e/app.py").status_code == 404


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("htmx.min.js", "htmx.org/dist/htmx.min.js"),
        ("d3.min.js", "d3/dist/d3.min.js"),
        ("d3.LICENSE", "d3/LICENSE"),
        ("plot.umd.min.js", "@observablehq/plot/dist/plot.umd.min.js"),
        ("plot.LICENSE", "@observablehq/plot/LICENSE"),
    ],
)
def test_what_is_vendored_is_what_its_makers_published(ours: str, theirs: str) -> None:
    assert (STATIC / "vendor" / ours).read_bytes() == (NODE / theirs).read_bytes()


def test_the_login_and_first_page_have_no_serious_fault_for_those_who_cannot_see(reader: Reader) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()

    reader.open("/console/sessions")

    assert faults_of(reader.page, axe) == []


def test_the_scripts_are_typed() -> None:
    checked = subprocess.run(
        [NODE / ".bin" / "tsc", "-p", Path(__file__).parent / "tsconfig.json"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.stdout, checked.returncode) == ("", 0)


def test_a_pages_own_files_are_small(reader: Reader) -> None:
    sizes: dict[str, int] = {}
    reader.page.on("response", lambda answer: sizes.update({answer.url: int(answer.headers.get("content-length", 0))}))

    reader.open("/console/sessions?page=0")
    reader.page.reload()

    assert 0 < sum(size for url, size in sizes.items() if "/console/files/" in url) < 150_000
