"""The application as a value: its routes, what wraps them, and the few things they share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import anyio
import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from switchbook.api.operations import OPERATIONS
from switchbook.api.types import ListSessionChanges
from switchbook.ingest import Source
from switchbook.measures import Measures
from switchbook.recorder import Recorder
from switchbook.settings import Settings
from switchbook.stores.contract import Store
from switchbook.web import health, hooks, login_page, logos, metrics
from switchbook.web.access_log import AccessLog
from switchbook.web.asking import Asking
from switchbook.web.auth import Clock, Gate
from switchbook.web.compression import Compression
from switchbook.web.cors import Cors
from switchbook.web.desk import Desk
from switchbook.web.failures import Failures
from switchbook.web.health import Health
from switchbook.web.hooks import Hooks
from switchbook.web.index import Index, Listed
from switchbook.web.live import Live
from switchbook.web.login import AUTHENTICATE, Login
from switchbook.web.logos import Logos
from switchbook.web.metrics import Metrics
from switchbook.web.operations import Operations
from switchbook.web.routes import Stream

# Makes the routes of pages that ask operations as the API does.
Pages = Callable[[Asking, Settings, Clock], Sequence[BaseRoute]]


def no_pages(_asking: Asking, _settings: Settings, _clock: Clock) -> Sequence[BaseRoute]:
    """Stands for the pages where there are none."""
    return ()


def utc_now() -> datetime:
    """The time, aware UTC."""
    return datetime.now(UTC)


def create_app(
    store: Store,
    recorder: Recorder,
    sources: Mapping[str, Source],
    settings: Settings,
    measures: Measures,
    clock: Clock = utc_now,
    pages: Pages = no_pages,
) -> Starlette:
    """The whole HTTP face of a book, with pages for people. The caller closes the store, after it has stopped."""
    gate = Gate(store, settings.failed_logins_per_minute, clock)
    readers = anyio.CapacityLimiter(settings.readers)
    cautions = {name: source.caution for name, source in sources.items()}
    reread = partial(recorder.reread, sources)
    asking = Asking(store, settings, gate, readers, clock, recorder.record, reread, cautions)
    operations = Operations(asking, settings, readers)
    login = Login(store, settings, gate, readers, clock)
    index = Index((*(Listed(row.name, row.verb, row.route, row.summary) for row in OPERATIONS), AUTHENTICATE))
    live = Live(store, gate, readers, clock, measures)
    streams: Mapping[type, Stream] = {ListSessionChanges: live.stream}
    served = [msgspec.structs.replace(operations.served(row), stream=streams.get(row.request)) for row in OPERATIONS]
    desk = Desk((*served, login.served(), index.served()), settings, clock)
    ways_in = Hooks(store, recorder, sources, settings, measures, clock)
    shown = [_route(metrics.PATH, "GET", "Metrics", Metrics(measures, gate, settings).show)]
    app = Starlette(
        routes=[
            _route(health.PATH, "GET", "Health", Health(store).show),
            *(shown if settings.metrics != "off" else []),
            _route(login_page.PATH, "GET", "LoginPage", login.show_page),
            _route(login_page.PATH, "POST", "LoginPage", login.enter_by_page),
            _route(login_page.LEAVE, "POST", "LogoutPage", login.leave_by_page),
            _route(logos.PATH, "GET", "Logo", Logos(store, gate, readers).show),
            _route(hooks.PATH, "POST", "Deliver", ways_in.receive),
            *pages(asking, settings, clock),
            Mount("/", desk),
        ],
        middleware=[
            Middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies)),
            Middleware(AccessLog, measures),
            Middleware(Cors, settings.cors_origins, settings.cors_credentials),
            Middleware(Compression, settings.compress_above_bytes),
            Middleware(Failures),
        ],
    )
    # No route matches a path with a line feed in it.
    app.router.default = desk
    app.state.live = live
    return app


def _route(path: str, verb: str, operation: str, answer: Callable[[Request], Awaitable[Response]]) -> BaseRoute:
    """What is no operation of the API, under a name for log and measures."""

    async def answer_named(request: Request) -> Response:
        request.scope["state"]["operation"] = operation
        return await answer(request)

    return Route(path, answer_named, methods=[verb])
