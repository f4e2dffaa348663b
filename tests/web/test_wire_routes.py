"""The table of routes that ServiceStack serves, row by row, as far as a verb and a path go."""

from __future__ import annotations

from typing import Any

import pytest
from support.calling import Caller, bearer
from support.sessions import keep, session

from switchbook.formats import FORMATS
from switchbook.stores.contract import Store

OVERRIDE = "X-Http-Method-Override"
REFUSED = "NotImplementedException"


@pytest.mark.parametrize(
    ("verb", "path", "headers", "status", "told"),
    [
        # the operation's own route; any case, empty segments dropped
        ("GET", "/sessions", {}, 200, "totalCount"),
        ("GET", "/Sessions", {}, 200, "totalCount"),
        ("GET", "/sessions/", {}, 200, "totalCount"),
        ("GET", "/sessions.json", {}, 200, "totalCount"),
        ("GET", "/sessions.JSON", {}, 404, "404"),
        ("GET", "/sessions.exe", {}, 404, "404"),
        # other verbs find no route
        ("PUT", "/sessions", {}, 404, "404"),
        ("PATCH", "/sessions", {}, 404, "404"),
        ("HEAD", "/sessions", {}, 404, ""),
        ("OPTIONS", "/sessions", {}, 404, "404"),
        # predefined routes
        ("GET", "/api/ListSessions", {}, 200, "totalCount"),
        ("GET", "/api/LISTsessions", {}, 200, "totalCount"),
        ("GET", "/api/ListSessions.json", {}, 200, "totalCount"),
        ("GET", "/json/reply/ListSessions", {}, 200, "totalCount"),
        ("GET", "/JSON/REPLY/listsessions", {}, 200, "totalCount"),
        ("GET", "/json/oneway/ListSessions", {}, 200, "totalCount"),
        ("HEAD", "/api/ListSessions", {}, 200, ""),
        ("HEAD", "/json/reply/GetAuthStatus", {}, 200, ""),
        ("POST", "/api/ListSessions", {}, 200, "totalCount"),
        ("POST", "/json/oneway/ListSessions", {}, 200, "totalCount"),
        ("PUT", "/api/ListSessions", {}, 405, "Could not find method named Put(ListSessions) or Any(ListSessions)"),
        # the index
        ("GET", "/api", {}, 200, '"apis":['),
        ("GET", "/api/", {}, 200, '"apis":['),
        ("HEAD", "/api", {}, 200, ""),
        ("POST", "/api", {}, 404, "404"),
        # unknown operations and paths
        ("GET", "/api/X", {}, 405, "The operation 'X' does not exist for this service"),
        ("GET", "/json/reply/X", {}, 405, "The operation 'X' does not exist for this service"),
        ("POST", "/api/X[]", {}, 405, "The operation 'X' does not exist for this service"),
        ("GET", "/api/ListSessions.exe", {}, 405, "The operation 'ListSessions.exe' does not exist"),
        ("GET", "/nothing", {"accept": "application/xml"}, 404, "404"),
        ("GET", "/xls/reply/ListSessions", {}, 404, "404"),
        # method override: of a POST, by header or query, and into nothing that a GET could not do
        ("POST", "/sessions", {OVERRIDE: "GET"}, 200, "totalCount"),
        ("POST", "/sessions", {OVERRIDE: " get "}, 200, "totalCount"),
        ("POST", f"/sessions?{OVERRIDE.lower()}=GET", {}, 200, "totalCount"),
        ("POST", "/sessions", {OVERRIDE: "BREW"}, 404, "404"),
        ("POST", "/sessions/changes", {OVERRIDE: "HEAD"}, 404, "404"),
        ("POST", "/api/ListSessions", {OVERRIDE: "DELETE"}, 405, "named Delete(ListSessions)"),
        ("GET", "/sessions", {OVERRIDE: "DELETE"}, 200, "totalCount"),
        ("GET", f"/sessions?{OVERRIDE}=DELETE", {}, 200, "totalCount"),
        ("GET", "/auth/credentials", {OVERRIDE: "POST"}, 405, REFUSED),
    ],
)
def test_each_route_answers_as_servicestack_does(
    caller: Caller, key: str, verb: str, path: str, headers: dict[str, str], status: int, told: str
) -> None:
    answer = caller(verb, path, headers={**bearer(key), **headers})

    assert (answer.status_code, told in answer.text) == (status, True), answer.text
    assert answer.headers["content-type"] == ("text/plain" if status == 404 else "application/json; charset=utf-8")


@pytest.mark.parametrize("suffix", [each.suffix for each in FORMATS])
def test_every_format_has_its_suffix_and_its_predefined_routes(caller: Caller, key: str, suffix: str) -> None:
    wanted = next(each.content_type for each in FORMATS if each.suffix == suffix)
    for path in (
        f"/sessions.{suffix}",
        f"/api/ListSessions.{suffix}",
        f"/{suffix}/reply/ListSessions",
        f"/{suffix.upper()}/OneWay/listSESSIONS",
        f"/{suffix}/reply/ListSessions?page=x",
        f"/{suffix}/reply/Nothing",
    ):
        assert caller.get(path, headers=bearer(key)).headers["content-type"] == wanted


def test_the_index_names_every_operation(caller: Caller) -> None:
    listed = {each["name"]: each for each in caller.get("/api", headers={"accept": "text/html"}).json()["apis"]}

    assert list(listed) == sorted(listed)
    assert listed["ListSessions"] == {
        "name": "ListSessions",
        "verb": "GET",
        "route": "/sessions",
        "summary": "Lists the sessions that pass every filter given.",
    }
    assert listed["Authenticate"]["verb"] == "POST"


def test_an_overridden_post_binds_its_object_under_the_query_and_no_form(
    caller: Caller, store: Store, key: str
) -> None:
    keep(store, *(session(number) for number in range(5)))

    def pages(path: str, **body: Any) -> int:
        answer = caller.post(path, headers={**bearer(key), OVERRIDE: "GET"}, **body)
        pages: int = answer.json()["totalPages"]
        return pages

    assert pages("/sessions", json={"countPerPage": 1}) == 5
    assert pages("/sessions?countPerPage=2", json={"countPerPage": 1}) == 3
    assert pages("/sessions", data={"countPerPage": 1}) == 1
