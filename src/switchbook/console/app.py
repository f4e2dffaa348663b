"""Serves the table of pages: who looks, what they asked for, the page or the error in plain words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote, unquote, urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from switchbook.console import files
from switchbook.console.book import Book
from switchbook.console.frame import Frame, zone_of
from switchbook.console.page import Elsewhere, Page, Visit
from switchbook.console.pages import HOME, PAGES
from switchbook.errors import Forbidden, NotAuthenticated, SwitchbookError
from switchbook.settings import Settings
from switchbook.web import cookies, login_page, reply
from switchbook.web.asking import Asker, Asking
from switchbook.web.auth import Clock
from switchbook.web.incoming import body_of, pairs_of, refuse_long_query

# The zone that the reader's browser is in, and a sentence for the next page: cookies that say nothing secret.
ZONE, TOLD = "switchbook-zone", "switchbook-told"
_LARGEST_FORM = 1_048_576

Answering = Callable[[Request], Awaitable[Response]]


def routes(asking: Asking, settings: Settings, clock: Clock) -> Sequence[BaseRoute]:
    """The routes of all pages and of the files they are made with."""
    console = Console(asking, settings, Frame(PAGES), clock)
    return [
        Route(files.PATH, _named("ConsoleFile", files.show), methods=["GET"]),
        *(Route(path, _named("ConsoleHome", _home), methods=["GET"]) for path in ("/", "/console")),
        *(Route(page.path, console.answer_of(page), methods=[page.verb]) for page in PAGES),
    ]


class Console:
    """Answers visits of pages."""

    def __init__(self, asking: Asking, settings: Settings, frame: Frame, clock: Clock) -> None:
        self._asking = asking
        self._clock = clock
        self._settings = settings
        self._frame = frame

    def answer_of(self, page: Page) -> Answering:
        """What answers a request for this page."""

        async def answer(request: Request) -> Response:
            visit = self._visit(request)
            try:
                if page.verb == "POST":
                    form = pairs_of(await body_of(request, _LARGEST_FORM))
                    visit = msgspec.structs.replace(visit, form=form)
                refuse_long_query(request.scope["query_string"], self._settings.max_query_bytes)
                return await self._asking.as_actor(
                    request, lambda asker: self._shown(page, request, asker, visit), writes=page.verb != "GET"
                )
            except NotAuthenticated:
                return _sign_in(request, visit)
            except SwitchbookError as error:
                return self._wrong(error, request, visit)

        return _named(page.name, answer)

    def _shown(self, page: Page, request: Request, asker: Asker, visit: Visit) -> Response:
        book = Book(asker)
        if not book.signed_in:
            raise NotAuthenticated("Not Authenticated")
        request.scope["state"]["actor"] = f"{book.actor.kind} {book.actor.id}"
        told = cookies.read(request.headers.getlist("cookie")).get(TOLD, "")
        try:
            if not book.may(*page.needs):
                raise Forbidden("Your role does not allow this")
            shown = page.show(book, visit)
        except NotAuthenticated:
            raise
        except SwitchbookError as error:
            return self._wrong(error, request, visit, book)
        if isinstance(shown, Elsewhere):
            return _elsewhere(shown, visit)
        response = self._frame.page(
            shown.template,
            shown.values,
            visit,
            book=book,
            here=page.path,
            told="" if visit.part else _spoken(told),
            status=shown.status,
        )
        if shown.moved_to is not None:
            response.headers["hx-replace-url"] = shown.moved_to
        if told and not visit.part:
            response.delete_cookie(TOLD, path="/console", samesite="lax")
        return response

    def _wrong(self, error: SwitchbookError, request: Request, visit: Visit, book: Book | None = None) -> Response:
        """The page that says what went wrong; of what is our own fault only the id under which the log tells more."""
        status = reply.status_of(error)
        ours = status == reply.OUR_FAULT
        values = {
            "status": status,
            "message": f"It is logged as {request.scope['state']['request_id']}." if ours else error.message,
            "fields": () if ours else error.errors,
        }
        template = "error_told.html" if visit.part else "error_page.html"
        return self._frame.page(template, values, visit, book=book, status=status)

    def _visit(self, request: Request) -> Visit:
        """The visit but for its form."""
        query: bytes = request.scope["query_string"]
        known = cookies.read(request.headers.getlist("cookie"))
        return Visit(
            path=request.path_params,
            query=pairs_of(query[: self._settings.max_query_bytes]),
            zone=zone_of(_spoken(known.get(ZONE, "")), self._settings.day_zone),
            now=self._clock(),
            part=request.headers.get("hx-request") == "true" and "hx-history-restore-request" not in request.headers,
            target=request.headers.get("hx-target", ""),
            address=request.scope["path"] + (f"?{query.decode('latin-1')}" if query else ""),
            server=self._settings.public_url.rstrip("/") or str(request.base_url).rstrip("/"),
        )


def _named(operation: str, answer: Answering) -> Answering:
    """The same under a name for log and measures."""

    async def answer_named(request: Request) -> Response:
        request.scope["state"]["operation"] = operation
        return await answer(request)

    return answer_named


async def _home(_request: Request) -> Response:
    return RedirectResponse(HOME, 302, {"cache-control": "no-store"})


def _sign_in(request: Request, visit: Visit) -> Response:
    """To the login page, and back here; a part of a page cannot be signed in on, so the whole page goes."""
    seen = urlsplit(f"/console{request.headers.get('hx-current-url', '').partition('/console')[2]}")
    back, query = request.scope["path"], request.scope["query_string"]
    if visit.part:
        back, query = unquote(seen.path), seen.query.encode()
    to = login_page.address(back, query) if request.method == "GET" else login_page.address(HOME, b"")
    if visit.part:
        return Response(None, 200, {"hx-redirect": to, "cache-control": "no-store"})
    return RedirectResponse(to, 302, {"cache-control": "no-store"})


def _elsewhere(shown: Elsewhere, visit: Visit) -> Response:
    headers = {"cache-control": "no-store"}
    if visit.part:
        response = Response(None, 200, {"hx-redirect": shown.path, **headers})
    else:
        response = RedirectResponse(shown.path, 303, headers)
    if shown.told:
        response.set_cookie(TOLD, quote(shown.told), max_age=60, path="/console", samesite="lax")
    return response


def _spoken(value: str) -> str:
    """The text of a cookie of ours."""
    return unquote(value)
