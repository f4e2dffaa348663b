"""A constructed operation that writes: its verbs, its strictness, and that no read or stranger's page turns into it."""

from __future__ import annotations

from typing import Any

import anyio
import msgspec
import pytest
from starlette.types import ASGIApp
from support.calling import PASSWORD, Caller, Clock, basic, bearer, put_key, put_user

from switchbook import settings
from switchbook.api.context import Context, record_nothing, reread_nothing
from switchbook.api.operation import Operation
from switchbook.measures import Measures
from switchbook.stores.contract import Store
from switchbook.web.access_log import AccessLog
from switchbook.web.asking import Asking
from switchbook.web.auth import Gate
from switchbook.web.desk import Desk
from switchbook.web.failures import Failures
from switchbook.web.operations import Operations

OVERRIDE = "X-Http-Method-Override"
EVIL = {"Origin": "https://evil.example"}


class Drop(msgspec.Struct, frozen=True, rename="camel"):
    """Drops so many things."""

    name: str | None = None
    count: int = 0
    ids: tuple[str | None, ...] = ()


class Dropped(msgspec.Struct, frozen=True, rename="camel"):
    """What was dropped."""

    said: str


def drop(request: Drop, _context: Context) -> Dropped:
    """Say what would be dropped."""
    return Dropped(f"{request.name} {request.count} {','.join(each or '' for each in request.ids)}")


@pytest.fixture
def app(store: Store, clock: Clock) -> ASGIApp:
    """An application of that one operation, a DELETE."""
    operation = Operation(
        name="DropThings",
        verb="DELETE",
        route="/things/{name}",
        roles=(),
        request=Drop,
        answer=Dropped,
        summary="Drops things.",
        handler=drop,
    )
    loaded = settings.load({})
    readers = anyio.CapacityLimiter(2)
    asking = Asking(store, loaded, Gate(store, 20, clock), readers, clock, record_nothing, reread_nothing)
    operations = Operations(asking, loaded, readers)
    return AccessLog(Failures(Desk([operations.served(operation)], loaded, clock)), Measures())


@pytest.mark.parametrize(
    ("verb", "path", "headers", "status"),
    [
        ("DELETE", "/things/a", {}, 200),
        ("DELETE", "/api/DropThings", {}, 200),
        ("POST", "/api/DropThings", {}, 200),
        ("POST", "/json/oneway/DropThings", {}, 200),
        ("POST", "/things/a", {OVERRIDE: "DELETE"}, 200),
        ("POST", f"/things/a?{OVERRIDE}=delete", {}, 200),
        ("POST", "/things/a", {}, 404),
        ("GET", "/things/a", {}, 404),
        ("GET", "/things/a", {OVERRIDE: "DELETE"}, 404),
        ("GET", f"/things/a?{OVERRIDE}=DELETE", {}, 404),
        ("PUT", "/things/a", {OVERRIDE: "DELETE"}, 404),
        ("GET", "/api/DropThings", {}, 405),
        ("HEAD", "/api/DropThings", {}, 405),
        ("GET", "/api/DropThings", {OVERRIDE: "POST"}, 405),
        ("POST", "/api/DropThings[]", {}, 405),
    ],
)
def test_a_write_takes_its_own_verb_or_a_post(
    app: ASGIApp, store: Store, verb: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = Caller(app)(verb, path, headers={**bearer(put_key(store)), **headers})

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/DropThings", EVIL),
        ("/things/a", {**EVIL, OVERRIDE: "DELETE"}),
        (f"/things/a?{OVERRIDE}=DELETE", EVIL),
        (f"/things/a?{OVERRIDE}=DELETE", {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_a_form_of_another_origin_drops_nothing(app: ASGIApp, store: Store, path: str, headers: dict[str, str]) -> None:
    put_user(store)
    shown = basic("ann@example.com", PASSWORD)

    assert Caller(app).post(path, data={"count": 1}, headers={**headers, **shown}).status_code == 403
    own = {name: value for name, value in headers.items() if name == OVERRIDE}
    assert Caller(app).post(path, data={"count": 1}, headers={**own, **shown}).status_code == 200


@pytest.mark.parametrize(
    ("verb", "path", "body", "said"),
    [
        ("DELETE", "/things/a", {"json": {"count": 2, "ids": ["x", "y"]}}, "a 2 x,y"),
        ("DELETE", "/things/a?count=3", {"json": {"Count": 2, "name": "b"}}, "a 3 "),
        ("DELETE", "/things/a", {"data": {"count": 2, "name": "b"}}, "a 2 "),
        ("POST", "/api/DropThings?count=3", {"json": {"name": "b"}}, "b 0 "),
        ("POST", "/api/DropThings?count=3", {"data": {"name": "b"}}, "b 3 "),
        ("POST", "/api/DropThings", {"content": b"<DropThings><Count>2</Count></DropThings>"}, "None 2 "),
        ("POST", "/api/DropThings", {}, "None 0 "),
    ],
)
def test_a_write_binds_its_body(
    app: ASGIApp, store: Store, verb: str, path: str, body: dict[str, Any], said: str
) -> None:
    answer = Caller(app)(verb, path, headers=bearer(put_key(store)), **body)

    assert answer.json() == {"said": said}


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("/api/DropThings", {"json": {"name": 5, "cuont": 1, "ids": "x", "count": "y"}}, ["name", "cuont", "count"]),
        ("/api/DropThings", {"data": {"cuont": 1, "count": "y"}}, ["cuont", "count"]),
        ("/api/DropThings?cuont=1", {}, ["cuont"]),
        ("/api/DropThings", {"content": b"<a><Cuont>1</Cuont></a>"}, ["Cuont"]),
        ("/api/DropThings", {"content": b"{cuont:1}", "headers": {"Content-Type": "application/jsv"}}, ["cuont"]),
    ],
)
def test_a_write_refuses_what_it_does_not_know(
    app: ASGIApp, store: Store, path: str, body: dict[str, Any], fields: list[str]
) -> None:
    headers = {**bearer(put_key(store)), **body.get("headers", {})}

    answer = Caller(app).post(path, **{**body, "headers": headers})

    assert answer.status_code == 400
    assert [each["fieldName"] for each in answer.json()["responseStatus"]["errors"]] == fields
    assert "preference-applied" not in answer.headers
