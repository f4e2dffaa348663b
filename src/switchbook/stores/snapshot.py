"""The journal's entry of an imported session: one event that holds all of it, and no payload beside it."""

from __future__ import annotations

from switchbook.model import identity
from switchbook.model.event import SessionImported, encode_events
from switchbook.stores.contract import SNAPSHOT_SOURCE, ImportedSession, JournalEntry

IMPORT_SOURCE = "import"
# Sources whose entries hold a whole session.
WHOLE_SOURCES = (IMPORT_SOURCE, SNAPSHOT_SOURCE)


def snapshot(imported: ImportedSession) -> JournalEntry:
    """The entry, whose delivery is named by the session's id. Pure.

    The clock stays out of a store: an import counts from when its session was last changed.
    """
    session = imported.session
    when = session.date_last_modified or session.date_created
    events = (SessionImported(at=when, session=session, log=imported.log),)
    return JournalEntry(
        account_id=session.account_id,
        source=IMPORT_SOURCE,
        key=identity.delivery_key(session.account_id, IMPORT_SOURCE, session.id),
        digest=identity.payload_digest(encode_events(events)),
        received=when,
        content_type="",
        payload=b"",
        events=events,
        session_id=session.id,
    )
