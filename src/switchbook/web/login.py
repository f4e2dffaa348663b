"""Signing in and out: the operation Authenticate for programs, the login page for people."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import anyio
import anyio.to_thread
import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from switchbook.access import digest_of, new_login
from switchbook.api.binding import bind, bind_object
from switchbook.api.types import Authenticate, AuthenticateResponse
from switchbook.errors import (
    FieldError,
    LeftEmpty,
    NotAuthenticated,
    NotFound,
    NotOffered,
    SwitchbookError,
)
from switchbook.model.actor import Actor
from switchbook.settings import Settings
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_people import User
from switchbook.web import cookies, login_page, reply
from switchbook.web.auth import Basic, Clock, Gate, credentials_of
from switchbook.web.bodies import Form, Spelled, body_in
from switchbook.web.incoming import address_of, body_of, pairs_of, refuse_other_origin, reserved
from switchbook.web.index import Listed
from switchbook.web.routes import Call, Served

NAME = "Authenticate"
LOGOUT = "logout"
# `login` is ServiceStack's alias; `basic` is the provider that the challenge of a 401 names.
PROVIDERS = frozenset({"credentials", "login", "basic"})
AUTHENTICATE = Listed(NAME, "POST", "/auth/{provider}", "Signs somebody in or out, or tells who is signed in.")

# The members of Authenticate are short, and anybody at all may send them.
_LARGEST_BODY = 65_536


class LoggedOut(msgspec.Struct, frozen=True):
    """The answer to a logout: nothing."""


class Login:
    """Answers Authenticate and serves the login page."""

    def __init__(
        self, store: Store, settings: Settings, gate: Gate, readers: anyio.CapacityLimiter, clock: Clock
    ) -> None:
        self._store = store
        self._settings = settings
        self._gate = gate
        self._readers = readers
        self._clock = clock
        self._largest_body = min(settings.max_body_bytes, _LARGEST_BODY)

    def served(self) -> Served:
        """The operation Authenticate, as it is served."""
        verbs = frozenset({"GET", "POST"})
        return Served(name=NAME, verbs=verbs, routes=("/auth", "/auth/{provider}"), answer=self.authenticate)

    async def authenticate(self, request: Request, call: Call) -> Response:
        """Sign in (POST), sign out (either), or tell who is signed in (GET)."""
        asked = await self._asked(request, call)
        provider = (call.parameters.get("provider") or asked.provider or "").lower()
        if provider == LOGOUT:
            return await self._log_out(request, call.verb)
        if provider and provider not in PROVIDERS:
            raise NotFound(f"There is no login provider '{provider}'")
        if call.verb == "POST":
            session_id, user = await self._log_in(request, asked)
            return reply.send_at_once(request, _told(user, asked.user_name, session_id=session_id))
        if provider or asked.user_name or asked.password:
            raise NotOffered("A login is a POST: what is sent with GET ends up in logs and histories")
        return await self._tell(request)

    async def show_page(self, request: Request) -> Response:
        """The login page."""
        pairs = pairs_of(request.scope["query_string"][: self._settings.max_query_bytes])
        return login_page.page(login_page.within(reserved(pairs, "redirect") or ""))

    async def enter_by_page(self, request: Request) -> Response:
        """Sign in by the page's form and go where it leads; what is wrong is told on the page."""
        pairs = pairs_of(await body_of(request, self._largest_body))
        redirect = login_page.within(reserved(pairs, "redirect") or "")
        asked = Authenticate()
        try:
            asked = bind(Authenticate, NAME, pairs)
            await self._log_in(request, asked)
        except SwitchbookError as error:
            status = reply.status_of(error)
            if status >= reply.OUR_FAULT:
                raise
            name = asked.user_name or ""
            return login_page.page(
                redirect,
                wrong=f"{error.message.rstrip('.')}.",
                user_name=name,
                remember=asked.remember_me,
                status=status,
            )
        return RedirectResponse(redirect, 303, {"cache-control": "no-store"})

    async def _asked(self, request: Request, call: Call) -> Authenticate:
        """What is asked for. From the query of a POST only the provider is taken: secrets do not belong there."""
        if call.verb != "POST":
            return bind(Authenticate, NAME, call.values)
        match await body_in(request, call, self._largest_body):
            case Form(pairs):
                asked = bind(Authenticate, NAME, pairs)
            case Spelled(value):
                asked = bind_object(Authenticate, NAME, value)
            case None:
                asked = Authenticate()
        provider = asked.provider or reserved(call.pairs, "provider")
        return msgspec.structs.replace(asked, provider=provider)

    async def _log_in(self, request: Request, asked: Authenticate) -> tuple[str, User]:
        """A new login session in place of whatever the client had; its id and its user. The answer sets its cookies."""
        refuse_other_origin(request, self._settings)
        name, password = _given(asked)
        user = await self._gate.prove_in_turn(Basic(name, password, address_of(request)))
        now = self._clock()
        remembered = asked.remember_me
        days = self._settings.remembered_login_days if remembered else self._settings.login_days
        login, session_id = new_login(user, name, permanent=remembered, expires=now + timedelta(days=days))

        def keep(ledger: Ledger) -> None:
            _drop_logins(ledger, request)
            ledger.put_login(login, now)

        await asyncio.wrap_future(self._store.write(keep))
        state, secure = request.scope["state"], request.scope["scheme"] == "https"
        state["actor"] = f"user {user.id}"
        state["cookies"] = cookies.of_login(user.id, session_id, now, remembered=remembered, secure=secure)
        return session_id, user

    async def leave_by_page(self, request: Request) -> Response:
        """Sign out by a page's form, and show the login page."""
        refuse_other_origin(request, self._settings)
        await self._forget(request)
        return RedirectResponse(login_page.PATH, 303, {"cache-control": "no-store"})

    async def _log_out(self, request: Request, verb: str) -> Response:
        if verb == "POST":
            refuse_other_origin(request, self._settings)
        await self._forget(request)
        return reply.send_at_once(request, LoggedOut())

    async def _forget(self, request: Request) -> None:
        await asyncio.wrap_future(self._store.write(lambda ledger: _drop_logins(ledger, request)))
        request.scope["state"]["cookies"] = cookies.of_logout(secure=request.scope["scheme"] == "https")

    async def _tell(self, request: Request) -> Response:
        credentials = credentials_of(request)
        await self._gate.prove_apart(credentials)
        signed_in = await anyio.to_thread.run_sync(self._gate.signed_in, credentials, limiter=self._readers)
        if signed_in is None:
            raise NotAuthenticated("Not Authenticated")
        return reply.send_at_once(request, _told(signed_in.actor, signed_in.user_name, session_id=signed_in.session_id))


def _told(who: User | Actor, user_name: str | None, *, session_id: str | None) -> AuthenticateResponse:
    """Who is signed in, under the name they typed."""
    return AuthenticateResponse(
        user_id=who.id, session_id=session_id, user_name=user_name, display_name=who.name, roles=(who.role,)
    )


def _given(asked: Authenticate) -> tuple[str, str]:
    """User name and password. Raises LeftEmpty with a FieldError for each that is missing."""
    missing = [
        FieldError(LeftEmpty.code, field, f"'{label}' must not be empty.")
        for field, label, value in (
            ("UserName", "User Name", asked.user_name),
            ("Password", "Password", asked.password),
        )
        if not value
    ]
    if missing:
        raise LeftEmpty(missing[0].message, errors=missing)
    return asked.user_name or "", asked.password or ""


def _drop_logins(ledger: Ledger, request: Request) -> None:
    """Forget every login session whose id the request shows."""
    for session_id in cookies.session_ids(request.headers.getlist("cookie"), request.headers).shown:
        ledger.drop_login(digest_of(session_id))
