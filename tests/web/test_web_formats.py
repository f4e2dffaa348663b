"""Every format over HTTP: its suffix, its predefined route, its labels, its errors, its streams."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.calling import Caller, Clock, application, bearer, put_key
from support.read_back import READERS
from support.sessions import keep, numbered, session

from switchbook.formats import FORMATS, Format
from switchbook.stores.contract import Store

every_format = pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
DISPOSITION = {"csv": "attachment;filename=ListSessions.csv"}


def ways(known: Format) -> Iterator[tuple[str, dict[str, str]]]:
    """Every path and header that asks for the list in this format."""
    yield f"/sessions.{known.suffix}", {}
    yield f"/sessions?format={known.name}", {}
    yield f"/api/ListSessions.{known.suffix}", {}
    yield f"/api/ListSessions?format={known.name}", {}
    yield f"/{known.suffix}/reply/ListSessions", {}
    yield f"/{known.suffix.upper()}/Reply/listsessions", {}
    yield f"/{known.suffix}/oneway/ListSessions", {}
    yield "/sessions", {"accept": known.media_types[0]}


@every_format
def test_every_way_to_a_format_gives_it_with_its_labels(caller: Caller, store: Store, key: str, known: Format) -> None:
    keep(store, session(1))

    for path, headers in ways(known):
        answer = caller.get(path, headers={**bearer(key), **headers})

        assert answer.status_code == 200, path
        assert answer.headers["content-type"] == known.content_type, path
        assert answer.headers.get("content-disposition") == DISPOSITION.get(known.name), path
        assert ("style-src" in answer.headers["content-security-policy"]) == (known.name == "html"), path
        assert numbered(1) in answer.text, path


@pytest.mark.parametrize(
    ("headers", "content_type"),
    [
        ({"accept": "*/*"}, "text/html"),
        ({"accept": "text/plain"}, "text/html"),
        ({"accept": "*/*", "content-type": "application/json"}, "application/json; charset=utf-8"),
        (BROWSER, "text/html"),
    ],
)
def test_what_names_no_format_is_a_page_unless_the_request_is_json(
    caller: Caller, key: str, headers: dict[str, str], content_type: str
) -> None:
    assert caller.get("/sessions", headers={**bearer(key), **headers}).headers["content-type"] == content_type


def test_predefined_routes_ignore_accept(caller: Caller, key: str) -> None:
    for path, content_type in (
        ("/api/ListSessions", "application/json; charset=utf-8"),
        ("/xml/reply/ListSessions", "application/xml"),
    ):
        assert caller.get(path, headers={**bearer(key), **BROWSER}).headers["content-type"] == content_type


@every_format
def test_an_error_has_the_format_of_the_answer(caller: Caller, key: str, known: Format) -> None:
    for query, told in (("page=x", "Unable to bind"), ("page=-1", "page is 0 or more")):
        for path in (f"/sessions.{known.suffix}", f"/{known.suffix}/reply/ListSessions"):
            answer = caller.get(f"{path}?{query}", headers=bearer(key))

            assert (answer.status_code, answer.headers["content-type"]) == (400, known.content_type)
            assert told in answer.text


def test_an_error_is_a_file_only_when_the_operation_ran(caller: Caller, key: str) -> None:
    ran = caller.get("/sessions.csv?page=-1", headers=bearer(key))
    unbound = caller.get("/sessions.csv?page=x", headers=bearer(key))

    assert ran.headers["content-disposition"] == "attachment;filename=ListSessions.csv"
    assert "content-disposition" not in unbound.headers


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl"])
def test_nobody_signed_in_is_told_so_in_the_format(caller: Caller, suffix: str) -> None:
    answer = caller.get(f"/sessions.{suffix}", headers=BROWSER)

    assert answer.status_code == 401
    assert "Not Authenticated" in answer.text


@pytest.mark.parametrize("path", ["/sessions.html", "/sessions?format=html", "/html/reply/ListSessions"])
def test_whoever_names_html_is_sent_to_the_login_page(caller: Caller, path: str) -> None:
    assert caller.get(path, headers={"accept": "*/*"}).status_code == 302


def test_whoever_names_nothing_gets_a_401_as_a_page(caller: Caller) -> None:
    answer = caller.get("/sessions", headers={"accept": "*/*"})

    assert (answer.status_code, answer.headers["content-type"]) == (401, "text/html")
    assert "www-authenticate" in answer.headers


@pytest.mark.parametrize(
    ("path", "status", "content_type", "begins"),
    [
        ("/sessions.xml?callback=cb", 200, "application/xml", "cb(<?xml"),
        ("/sessions.xml?callback=cb&page=-1", 400, "application/xml", "cb(<?xml"),
        ("/sessions?callback=cb&page=-1", 400, "text/javascript", 'cb({"responseStatus":'),
        ("/sessions.xml?callback=cb&page=x", 200, "application/json; charset=utf-8", 'cb({"responseStatus":'),
        ("/xml/reply/ListSessions?callback=cb", 200, "text/javascript", 'cb({"items":'),
        ("/sessions?callback=cb&format=csv", 200, "text/javascript", 'cb({"items":'),
    ],
)
def test_callbacks(caller: Caller, key: str, path: str, status: int, content_type: str, begins: str) -> None:
    answer = caller.get(path, headers=bearer(key))

    assert (answer.status_code, answer.headers["content-type"]) == (status, content_type)
    assert answer.text.startswith(begins)
    assert answer.text.endswith(")")


def test_a_401_in_a_callback_comes_as_an_answer(caller: Caller) -> None:
    answer = caller.get("/sessions.xml?callback=cb")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert answer.text.startswith('cb({"responseStatus":{"errorCode":"Unauthorized"')


def test_jsconfig_is_heard(caller: Caller, key: str) -> None:
    assert caller.get("/sessions.json?jsconfig=edv,tc:pc", headers=bearer(key)).text == '{"Items":[]}'


@pytest.mark.parametrize("known", [each for each in FORMATS if each.name in READERS], ids=lambda known: known.name)
def test_a_long_list_is_streamed_whole(store: Store, clock: Clock, known: Format) -> None:
    keep(store, *(session(number, outcome="x" * 500) for number in range(1500)))
    caller = Caller(application(store, clock))

    answer = caller.get(f"/sessions.{known.suffix}?all=true", headers=bearer(put_key(store)))

    assert "content-length" not in answer.headers
    assert {each["id"] for each in READERS[known.name](answer.content)} == {numbered(each) for each in range(1500)}


def test_other_answers_come_in_every_format(caller: Caller) -> None:
    for known in FORMATS:
        answer = caller.get(f"/auth/status.{known.suffix}")

        assert (answer.status_code, answer.headers["content-type"]) == (200, known.content_type)
        assert "uthenticated" in answer.text
