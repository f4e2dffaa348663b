"""The page people sign in on: where it comes up, what it says when something is wrong, and where it leads."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from support.calling import PASSWORD, Caller, Clock, application, put_user

from switchbook.stores.contract import Store
from switchbook.web import login_page

ANN = "ann@example.com"
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/sessions", "/login?redirect=/sessions"),
        ("/sessions?from=%2B1503&to=a b", "/login?redirect=/sessions%3Ffrom%3D%252B1503%26to%3Da%2520b"),
        ("/Sessions/", "/login?redirect=/Sessions/"),
    ],
)
def test_a_browser_that_nobody_is_signed_in_to_is_sent_to_the_page(caller: Caller, path: str, page: str) -> None:
    answer = caller.get(path, headers=BROWSER)

    assert (answer.status_code, answer.headers["location"]) == (302, page)
    assert "www-authenticate" not in answer.headers


def test_a_program_is_not(caller: Caller) -> None:
    assert caller.get("/api/ListSessions", headers=BROWSER).status_code == 401
    assert caller.get("/sessions", headers={"accept": "*/*"}).status_code == 401


def test_the_page_leads_back_to_where_it_came_up(caller: Caller, store: Store) -> None:
    put_user(store)
    sent = caller.get("/sessions?from=%2B1503", headers=BROWSER).headers["location"]
    page = caller.get(sent, headers=BROWSER)
    hidden = re.search(r'name="redirect" value="([^"]*)"', page.text)
    assert hidden is not None

    answer = caller.post("/login", data={"redirect": hidden[1], "userName": ANN, "password": PASSWORD})

    assert (answer.status_code, answer.headers["location"]) == (303, "/sessions?from=%2B1503")
    assert caller.get("/sessions").status_code == 200


def test_the_page_needs_no_script_and_allows_none(caller: Caller) -> None:
    page = caller.get("/login", headers=BROWSER)

    style = re.search(r"<style>(.*?)</style>", page.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "script" not in page.text
    assert " style=" not in page.text
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    # With no-referrer a browser would send `Origin: null` from the form.
    assert page.headers["referrer-policy"] == "same-origin"
    for field in ("userName", "password"):
        assert f'<label for="{field}">' in page.text
        assert f'id="{field}"' in page.text


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        ({"userName": ANN, "password": "wrong"}, 401, "Invalid Username or Password."),
        ({"userName": ANN}, 400, "&#x27;Password&#x27; must not be empty."),
        ({}, 400, "&#x27;User Name&#x27; must not be empty."),
        ({"userName": '"><script>x</script>', "password": "wrong"}, 401, "Invalid Username or Password."),
    ],
)
def test_what_is_wrong_is_told_on_the_page(
    caller: Caller, store: Store, given: dict[str, str], status: int, told: str
) -> None:
    put_user(store)

    page = caller.post("/login", data={**given, "redirect": "/sessions?page=2", "rememberMe": "true"})

    assert page.status_code == status
    assert f'<p role="alert" id="wrong">{told}</p>' in page.text
    assert 'name="redirect" value="/sessions?page=2"' in page.text
    assert 'value="true" checked' in page.text
    assert "<script" not in page.text
    assert "wrong</p>" not in page.text
    assert "www-authenticate" not in page.headers


def test_the_page_says_when_to_slow_down(store: Store, clock: Clock) -> None:
    caller = Caller(application(store, clock, failed_logins_per_minute="1"))
    caller.post("/login", data={"userName": ANN, "password": "wrong"})

    page = caller.post("/login", data={"userName": ANN, "password": "wrong"})

    assert page.status_code == 429
    assert "Too many failed logins" in page.text


def test_keep_me_signed_in_makes_a_long_login(caller: Caller, store: Store, clock: Clock) -> None:
    put_user(store)

    caller.post("/login", data={"userName": ANN, "password": PASSWORD, "rememberMe": "true"})

    clock.pass_by(days=27)
    assert caller.get("/sessions").status_code == 200


def test_the_form_of_another_site_is_refused(caller: Caller, store: Store) -> None:
    put_user(store)
    given = {"userName": ANN, "password": PASSWORD}

    page = caller.post("/login", data=given, headers={"Origin": "https://evil.example"})

    assert page.status_code == 403
    assert "another site" in page.text
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize(
    ("redirect", "leads_to"),
    [
        ("/sessions?a=b&c=%2B#d", "/sessions?a=b&c=%2B#d"),
        ("/a b/é", "/a%20b/%C3%A9"),
        ("/", "/"),
        ("", "/console"),
        ("sessions", "/console"),
        ("//evil.example", "/console"),
        ("///evil.example", "/console"),
        ("/\\evil.example", "/console"),
        ("\\\\evil.example", "/console"),
        ("/\t/evil.example", "/console"),
        ("/\r\nSet-Cookie: a=b", "/console"),
        (" //evil.example", "/console"),
        ("https://evil.example", "/console"),
        ("javascript:alert(1)", "/console"),
        ("/\u2028/evil.example", "/console"),
    ],
)
def test_a_login_leads_only_to_this_server(redirect: str, leads_to: str) -> None:
    assert login_page.within(redirect) == leads_to
