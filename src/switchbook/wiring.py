"""Settings to concrete things: the only file that knows the concrete stores, sources and application.

The web, its pages and measures are imported where they are wanted: every command but `serve` starts in half the time
without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from switchbook.archivist import Archivist, Done, Terms
from switchbook.errors import NotFound
from switchbook.housekeeping import Chore, Housekeeping
from switchbook.ingest import Source
from switchbook.ingest.asterisk_cdr import AsteriskCdr
from switchbook.ingest.asterisk_cel import AsteriskCel
from switchbook.ingest.freeswitch import FreeSwitch
from switchbook.ingest.generic import Generic, schema
from switchbook.ingest.twilio import Twilio
from switchbook.model.session import Channel
from switchbook.recorder import Recorder
from switchbook.recorder_placing import Habits
from switchbook.settings import Settings
from switchbook.stores import sqlite
from switchbook.stores.contract import Store
from switchbook.stores.sqlite.connection import FILE_NAME
from switchbook.timekeeper import Timekeeper
from switchbook.trimming import Trimmer

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from switchbook.measures import Measures

SOURCES: Mapping[str, Source] = {
    source.name: source for source in (Twilio(), FreeSwitch(), AsteriskCdr(), AsteriskCel(), Generic())
}


def open_book(settings: Settings, *, begin: bool = False) -> Store:
    """The store in the data directory. Raises NotFound when there is none, unless a new one may begin."""
    if not begin and not (settings.data / FILE_NAME).exists():
        raise NotFound(f"there is no book in {settings.data}; `switchbook serve` or `switchbook demo` begins one")
    return sqlite.open_store(settings.data, readers=settings.readers)


def event_schema() -> dict[str, object]:
    """The JSON Schema of what the generic source takes in."""
    return schema()


def recorder(store: Store, settings: Settings, measures: Measures | None = None) -> Recorder:
    """What takes deliveries into this store."""
    named = settings.learn_endpoints
    learns = None if named == ("on",) else frozenset[str]() if named == ("off",) else frozenset(named)
    return Recorder(store, Habits(chat_idle=timedelta(minutes=settings.chat_idle_minutes), learns=learns), measures)


def measures(store: Store) -> Measures:
    """What a server of this store measures."""
    from switchbook.measures import Measures

    made = Measures(SOURCES)
    made.watch(store)
    return made


def housekeeping(store: Store, settings: Settings, measures: Measures | None = None) -> Housekeeping:
    """What a server does by itself now and then."""
    keeper, clock, trimming = archivist(store, settings), timekeeper(store, settings), trimmer(store, settings)

    def archive(now: datetime, stop: Callable[[], bool]) -> Done | None:
        done = keeper.run(now, stop=stop)
        return done if done != Done() else None

    chores = (
        Chore("give up", timedelta(minutes=1), lambda now, stop: clock.run(now, stop=stop)),
        Chore("archive", timedelta(minutes=1), archive),
        Chore("trim", timedelta(minutes=10), lambda now, stop: trimming.run(now, stop=stop)),
    )
    return Housekeeping(chores, lambda: datetime.now(UTC), measures)


def timekeeper(store: Store, settings: Settings) -> Timekeeper:
    """What gives up the sessions of this store whose end was never reported."""
    limits = {
        Channel.Voice: timedelta(hours=settings.voice_lost_after_hours),
        Channel.Fax: timedelta(hours=settings.fax_lost_after_hours),
        Channel.Chat: timedelta(minutes=settings.chat_idle_minutes),
    }
    return Timekeeper(store, limits)


def short_timekeeper(store: Store, silence: timedelta) -> Timekeeper:
    """The same with one short limit for every channel, as fits calls of a demo."""
    return Timekeeper(store, dict.fromkeys(Channel, silence))


def trimmer(store: Store, settings: Settings) -> Trimmer:
    """What lets old journal entries of this store go."""
    return Trimmer(store, timedelta(days=settings.journal_days) if settings.journal_days else None)


def archivist(store: Store, settings: Settings) -> Archivist:
    """What keeps this store to the terms that are set."""
    kept = timedelta(days=settings.retention_days) if settings.retention_days else None
    terms = Terms(
        live=timedelta(days=settings.archive_after_days), kept=kept, news=timedelta(days=settings.changes_days)
    )
    return Archivist(store, terms)


def backup(settings: Settings, target: Path) -> None:
    """Copy the book into one file."""
    sqlite.backup(settings.data, target)


def restore(source: Path, settings: Settings) -> None:
    """Put the content of a backup in the place of the book."""
    sqlite.restore(source, settings.data)


def application(store: Store, settings: Settings, measures: Measures) -> Starlette:
    """The whole server as one value, ready to be served or called in a test."""
    from switchbook.console.app import routes
    from switchbook.web.app import create_app

    return create_app(store, recorder(store, settings, measures), SOURCES, settings, measures, pages=routes)


def serve(store: Store, settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; what is under way is answered first."""
    from switchbook.web.serve import Limits
    from switchbook.web.serve import serve as serve_application

    measured = measures(store)
    app = application(store, settings, measured)
    limits = Limits(settings.max_query_bytes, settings.idle_seconds, settings.max_connections)
    chores = housekeeping(store, settings, measured)
    chores.start()
    try:
        serve_application(app, settings.host, settings.port, limits, app.state.live.end)
    finally:
        chores.stop()
