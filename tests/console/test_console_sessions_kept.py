"""What one takes along from the list: a file of all of it, one's own columns, and the place to which one comes back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import httpx
import pytest
from console.conftest import EMAIL
from console.test_console_frame import NODE
from console.test_console_sessions import LIST, listed, rows, total
from playwright.sync_api import Route, expect
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.serving import Serving

# Without it the browser saves the file by itself, as those do that cannot write one as it comes.
_NO_PICKER = "delete window.showSaveFilePicker"


def exported(reader: Reader, tmp_path: Path, *choices: str) -> Path:
    """The file of an export."""
    reader.page.keyboard.press("e")
    for choice in choices:
        reader.page.get_by_label(choice).check()
    with reader.page.expect_download() as download:
        reader.page.locator("#export-form").get_by_role("button", name="Export").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_everything_that_is_listed_becomes_a_csv_file_and_its_rows_are_told(reader: Reader, tmp_path: Path) -> None:
    reader.page.add_init_script(_NO_PICKER)
    reader.open(f"{LIST}?outcomes=Missed&columns=began,from,outcome")
    expected = total(reader)

    file = exported(reader, tmp_path)

    with file.open(newline="", encoding="utf-8") as told:
        found = list(csv.DictReader(told))
    assert len(found) == expected > 100
    told_of_outcome = ["outcome", "callState", "queueState", "ended"]
    assert list(found[0]) == ["dateCreated", "fromAddress", "fromName", *told_of_outcome, "id"]
    assert reader.page.locator("#export-told").inner_text() == f"Done: {expected} rows are in the file."


def test_with_the_log_each_session_is_a_line_of_json(reader: Reader, tmp_path: Path) -> None:
    reader.page.add_init_script(_NO_PICKER)
    reader.open(f"{LIST}?outcomes=Abandoned")
    expected = listed(reader, outcomes="Abandoned", countPerPage="500")["items"]

    file = exported(reader, tmp_path, "JSONL", "everything")

    assert file.suffix == ".jsonl"
    assert [json.loads(line)["id"] for line in file.read_text("utf-8").splitlines()] == [e["id"] for e in expected]
    assert json.loads(file.read_text("utf-8").splitlines()[0])["log"] == expected[0]["log"]


def test_an_export_that_is_stopped_keeps_nothing_and_says_so(reader: Reader) -> None:
    # given an answer that never comes
    reader.page.add_init_script(_NO_PICKER)
    reader.open(f"{LIST}?outcomes=Missed")
    held: list[Route] = []
    reader.page.route("**/sessions.csv?**", lambda route: held.append(route))

    reader.page.keyboard.press("e")
    reader.page.locator("#export-form").get_by_role("button", name="Export").click()
    reader.page.get_by_role("button", name="Stop").click()

    told = reader.page.locator("#export-told")
    told.get_by_text("Stopped").wait_for()
    assert told.inner_text() == "Stopped after 0 rows. No file was kept."
    held[0].abort()


def test_columns_are_chosen_ordered_and_kept_for_the_user(reader: Reader, served: Serving) -> None:
    reader.open(f"{LIST}?outcomes=Missed")

    reader.page.keyboard.press("c")
    for name in ("Took", "Channel", "Direction", "From", "Answered by", "Customer", "Account"):
        reader.page.locator("#columns").get_by_label(name, exact=True).uncheck()
    reader.page.get_by_label("Session", exact=True).check()
    reader.page.get_by_role("button", name="Outcome further to the left").click()
    reader.page.get_by_role("button", name="Show these").click()
    reader.page.get_by_text("The list has your columns.").wait_for()

    heads = [head.inner_text().split()[0] for head in reader.page.locator(".sessions thead th").all()]
    assert heads == ["Began", "Outcome", "To", "Session"]
    assert reader.page.url == f"{reader.url}{LIST}?outcomes=Missed"
    page = httpx.get(f"{served.url}{LIST}", auth=(EMAIL, PASSWORD)).text
    assert page.count('<th scope="col"') == len(heads)

    reader.page.keyboard.press("c")
    reader.page.get_by_role("button", name="The usual ones").click()
    reader.page.get_by_text("The list has the usual columns.").wait_for()
    assert reader.page.locator(".sessions thead th").count() > len(heads)


def test_going_back_leads_to_the_same_row_at_the_same_height(reader: Reader) -> None:
    reader.open(f"{LIST}?ended=true")
    while len(rows(reader)) < 150:
        reader.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        reader.page.wait_for_timeout(50)
    opened = reader.page.locator("tbody[data-row]").nth(120)
    opened.scroll_into_view_if_needed()
    name = opened.get_attribute("id")
    before = opened.bounding_box()

    opened.locator("a").first.click()
    reader.page.wait_for_url(f"**{LIST}/*")
    reader.page.locator("a[data-up]").click()
    reader.page.wait_for_url("**ended=true")
    reader.page.locator(f"#{name}").wait_for(state="attached")
    reader.page.wait_for_function(
        "name => document.getElementById(name).getBoundingClientRect().top < innerHeight", arg=name
    )

    after = reader.page.locator(f"#{name}").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 40
    assert len(rows(reader)) == len(set(rows(reader)))


@pytest.mark.parametrize("way", ["u", "back"])
def test_going_back_the_keyboard_is_at_the_row_that_was_opened(reader: Reader, way: str) -> None:
    reader.open(f"{LIST}?ended=true")
    fourth, fifth = rows(reader)[3:5]
    for key in ("j", "j", "j", "j", "Enter"):
        reader.page.keyboard.press(key)
    reader.page.wait_for_url(f"**{LIST}/{fourth}?**")

    if way == "u":
        reader.page.keyboard.press("u")
    else:
        reader.page.go_back()
    reader.page.wait_for_url("**ended=true")

    expect(reader.page.locator(f"#s-{fourth} a").first).to_be_focused()
    assert reader.page.evaluate("scrollY") == 0
    reader.page.keyboard.press("j")
    expect(reader.page.locator(f"#s-{fifth} a").first).to_be_focused()


def test_rows_far_from_sight_are_put_away_and_come_back_in_their_order(reader: Reader) -> None:
    asked = {"ended": "true", "sortField": "id", "sortOrder": "Ascend"}
    expected = [each["id"] for each in listed(reader, countPerPage="1000", fields="id", **asked)["items"]]
    reader.open(f"{LIST}?ended=true&sortField=id&sortOrder=Ascend")
    for _ in range(60):
        reader.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        reader.page.wait_for_timeout(60)
        if expected[800] in rows(reader):
            break

    few = rows(reader)
    reader.page.wait_for_timeout(300)
    assert len(rows(reader)) < 600
    assert expected[0] not in rows(reader)
    assert len(few) == len(set(few))

    reader.page.evaluate("scrollTo(0, 0)")
    reader.page.locator(f"#s-{expected[0]}").wait_for()
    reader.page.wait_for_timeout(300)
    first = rows(reader)[:100]
    assert first == expected[:100]


def test_the_dialogs_have_no_serious_fault_for_those_who_cannot_see(reader: Reader) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    reader.open(LIST)
    for key in ("c", "e"):
        reader.page.keyboard.press(key)
        assert faults_of(reader.page, axe) == []
        reader.page.keyboard.press("Escape")
