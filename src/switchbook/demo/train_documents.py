"""Trains the dictionary that documents are compressed with: `python -m switchbook.demo.train_documents`.

A dictionary holds fragments of what it was trained on, so it is trained on synthetic sessions only. Seed, time and
sizes are fixed: the same program writes the same dictionary. Train anew when documents have changed a lot; books keep
the dictionaries they were written with.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import zstandard

from switchbook.demo.founding import found
from switchbook.demo.sessions import sessions
from switchbook.model import document, story
from switchbook.model.event import (
    Facts,
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegRang,
    LegStarted,
    SessionImported,
    encode_events,
)
from switchbook.model.session import LogLine, Session
from switchbook.stores.contract import ImportedSession

FILE = Path(__file__).parents[1] / "stores" / "sqlite" / "documents.zdict"

# Measured: 64 kB compress 1 to 3 % less, 112 kB no better worth their memory.
_SIZE = 96 * 1024
# Of the range that zstd leaves to private use.
_DICTIONARY_ID = 40_001
_LEVEL = 3

_SEED = 20_260_101
_NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
_SESSIONS = 12_000
# One session in so many is also shown to the trainer as an event, and with a log in the words of the fold.
_OTHERWISE = 4


def train() -> bytes:
    """The dictionary, trained on documents, and on some of what else a book compresses."""
    trained = zstandard.train_dictionary(_SIZE, list(_samples()), dict_id=_DICTIONARY_ID, level=_LEVEL)
    return trained.as_bytes()


def _samples() -> Iterator[bytes]:
    made = sessions(found(_SEED, _SESSIONS), _SESSIONS, _SEED, _NOW)
    for index, imported in enumerate(made):
        yield document.write(imported.session, imported.log).packed()
        if index % _OTHERWISE == 0:
            yield encode_events((_event(imported),))
            yield document.write(imported.session, _folded_log(imported.session)).packed()


def _event(imported: ImportedSession) -> SessionImported:
    at = imported.session.date_last_modified or imported.session.date_created
    return SessionImported(at=at, session=imported.session, log=imported.log)


def _folded_log(session: Session) -> tuple[LogLine, ...]:
    """The log of an answered call as the fold words it."""
    at = session.date_created
    root = Facts(direction=session.direction, from_address=session.from_address, to_address=session.to_address)
    dialled = Facts(to_address=session.from_address, endpoint_name=session.answered_by_name)
    events = (
        LegStarted(at=at, leg="root", facts=root),
        LegRang(at=at, leg="root", facts=root),
        LegEnteredFlow(at=at, leg="root", facts=root),
        LegStarted(at=at, leg="dialled", parent="root", facts=dialled),
        LegRang(at=at, leg="dialled", parent="root", facts=dialled),
        LegAnswered(at=at, leg="dialled", parent="root", facts=dialled),
        LegEnded(at=at, leg="dialled", parent="root", facts=dialled, ending="completed", duration=31),
        LegEnded(at=session.date_completed or at, leg="root", facts=root, ending="completed", duration=40),
    )
    return tuple(LogLine(event.at, story.sentence(event)) for event in events)


if __name__ == "__main__":
    FILE.write_bytes(train())
