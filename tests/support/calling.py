"""Calls the real application in this process as a client would, and makes the people and keys that call it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from switchbook import access, settings, wiring
from switchbook.ingest.generic import Generic
from switchbook.ingest.twilio import Twilio
from switchbook.measures import Measures
from switchbook.model.actor import Role
from switchbook.stores.contract import Store
from switchbook.stores.contract_people import ApiKey, User
from switchbook.web.app import create_app

HOST = "http://book.example"
PASSWORD = "a long pass phrase"
START = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """The time, aware UTC."""
        return self.now

    def pass_by(self, **spans: float) -> None:
        """Let time pass, in the words of timedelta."""
        self.now += timedelta(**spans)


class Caller:
    """A client of an application that keeps its cookies, one request at a time."""

    def __init__(self, app: ASGIApp, *, address: str = "203.0.113.7", at: str = HOST) -> None:
        self.app = app
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=(address, 40_000)),
            base_url=at,
            headers={"accept": "application/json"},
        )

    @property
    def cookies(self) -> Mapping[str, str]:
        """The cookies it keeps."""
        return {cookie.name: cookie.value or "" for cookie in self._http.cookies.jar}

    def __call__(self, verb: str, path: str, **parts: Any) -> httpx.Response:
        """One request; `parts` are httpx's (headers, json, data, content, auth ...)."""
        return asyncio.run(self._http.request(verb, path, **parts))

    @property
    def headers(self) -> httpx.Headers:
        """The headers it sends with every request."""
        return self._http.headers

    def get(self, path: str, **parts: Any) -> httpx.Response:
        """One GET."""
        return self("GET", path, **parts)

    def post(self, path: str, **parts: Any) -> httpx.Response:
        """One POST."""
        return self("POST", path, **parts)

    def raw(self, path: str, query: bytes = b"", verb: str = "GET", **parts: Any) -> httpx.Response:
        """One request whose path (decoded) and query are whatever they are: httpx itself sends only good ones."""

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            given = {"path": path, "raw_path": quote(path).encode(), "query_string": query}
            await self.app({**scope, **given}, receive, send)

        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url=HOST, headers=self.headers) as http:
                return await http.request(verb, "/", **parts)

        return asyncio.run(sent())

    def sign_in(self, *, remember: bool = False, **parts: Any) -> httpx.Response:
        """Ann signs in by credentials."""
        given = {"userName": "ann@example.com", "password": PASSWORD, "rememberMe": remember}
        return self.post("/auth/credentials", json=given, **parts)


def application(store: Store, clock: Clock, **changed: str) -> Starlette:
    """The application over this store, under the default settings but for these."""
    environ = {settings.PREFIX + name.upper(): value for name, value in changed.items()}
    sources = {source.name: source for source in (Twilio(), Generic())}
    measures = Measures(sources)
    measures.watch(store)
    loaded = settings.load(environ)
    return create_app(store, wiring.recorder(store, loaded, measures), sources, loaded, measures, clock)


def put_user(store: Store, **changed: Any) -> User:
    """Ann, who administers everything but for these changes, put into the store."""
    ann = access.new_user("ann@example.com", "Ann", Role.SystemAdministrator, PASSWORD)
    user = msgspec.structs.replace(ann, **changed)
    store.write(lambda ledger: ledger.put_user(user)).result()
    return user


def put_key(store: Store, role: Role = Role.SystemAdministrator, **changed: Any) -> str:
    """A key of this role, put into the store; its secret."""
    made, secret = access.new_key("reports", role)
    key: ApiKey = msgspec.structs.replace(made, **changed)
    store.write(lambda ledger: ledger.put_key(key)).result()
    return secret


def bearer(secret: str) -> dict[str, str]:
    """The header that shows a key."""
    return {"Authorization": f"Bearer {secret}"}


def basic(name: str, password: str) -> dict[str, str]:
    """The header of Basic authentication."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def put_person(store: Store, name: str, role: Role, **limits: Any) -> User:
    """Somebody of this name, role and limits, whose password is PASSWORD, put into the store."""
    made = access.new_user(f"{name.lower()}@example.com", name, role, PASSWORD)
    user = msgspec.structs.replace(made, **limits)
    store.write(lambda ledger: ledger.put_user(user)).result()
    return user
