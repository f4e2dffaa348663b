"""An operation of some roles: who may call it, and what the others are told."""

from __future__ import annotations

from collections.abc import Callable

import anyio
import pytest
from starlette.types import ASGIApp
from support.calling import PASSWORD, Caller, Clock, basic, bearer, put_key, put_user

from switchbook import settings
from switchbook.api.auth import get_auth_status
from switchbook.api.context import record_nothing, reread_nothing
from switchbook.api.operation import Operation
from switchbook.api.types import GetAuthStatus, UserInfo
from switchbook.measures import Measures
from switchbook.model.actor import Role
from switchbook.stores.contract import Store
from switchbook.web.access_log import AccessLog
from switchbook.web.asking import Asking
from switchbook.web.auth import Gate
from switchbook.web.desk import Desk
from switchbook.web.failures import Failures
from switchbook.web.operations import Operations


@pytest.fixture
def offering(store: Store, clock: Clock) -> Callable[..., ASGIApp]:
    """Makes an application of one constructed operation: it tells who asks, to these roles, by this verb."""

    def application(*roles: Role, verb: str = "GET", needs_actor: bool = True) -> ASGIApp:
        operation = Operation(
            name="TellWho",
            verb=verb,
            route="/who",
            roles=roles,
            request=GetAuthStatus,
            answer=UserInfo,
            summary="Tells who asks.",
            handler=get_auth_status,
            needs_actor=needs_actor,
        )
        loaded = settings.load({})
        readers = anyio.CapacityLimiter(2)
        asking = Asking(store, loaded, Gate(store, 20, clock), readers, clock, record_nothing, reread_nothing)
        operations = Operations(asking, loaded, readers)
        return AccessLog(Failures(Desk([operations.served(operation)], loaded, clock)), Measures())

    return application


@pytest.mark.parametrize(
    ("roles", "role", "status"),
    [
        ((), Role.User, 200),
        ((Role.Manager, Role.Customer), Role.Manager, 200),
        ((Role.Manager, Role.Customer), Role.Customer, 200),
        ((Role.Manager, Role.Customer), Role.User, 403),
        ((Role.SystemAdministrator,), Role.Manager, 403),
    ],
)
def test_an_operation_is_for_its_roles(
    offering: Callable[..., ASGIApp], store: Store, roles: tuple[Role, ...], role: Role, status: int
) -> None:
    answer = Caller(offering(*roles)).get("/who", headers=bearer(put_key(store, role)))

    assert answer.status_code == status
    if status == 403:
        assert answer.json()["responseStatus"] == {"errorCode": "Forbidden", "message": "Invalid Role", "errors": []}


@pytest.mark.parametrize(("needs_actor", "status"), [(True, 401), (False, 200)])
def test_nobody_may_call_what_needs_no_actor(offering: Callable[..., ASGIApp], needs_actor: bool, status: int) -> None:
    assert Caller(offering(needs_actor=needs_actor)).get("/who").status_code == status


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [("POST", "/who", 200), ("POST", "/api/TellWho", 200), ("GET", "/api/TellWho", 405), ("HEAD", "/api/TellWho", 405)],
)
def test_a_write_takes_its_own_verb_alone(
    offering: Callable[..., ASGIApp], store: Store, verb: str, path: str, status: int
) -> None:
    answer = Caller(offering(verb="POST"))(verb, path, headers=bearer(put_key(store)))

    assert answer.status_code == status


@pytest.mark.parametrize(("headers", "status"), [({}, 200), ({"Origin": "https://evil.example"}, 403)])
def test_a_page_of_another_site_writes_nothing_with_what_a_browser_keeps(
    offering: Callable[..., ASGIApp], store: Store, headers: dict[str, str], status: int
) -> None:
    put_user(store)
    caller = Caller(offering(verb="POST"))

    assert caller.post("/who", headers={**headers, **basic("ann@example.com", PASSWORD)}).status_code == status
    assert caller.post("/who", headers={**headers, **bearer(put_key(store))}).status_code == 200
