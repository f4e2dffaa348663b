"""The journal in figures, by source, kept beside it by whatever writes in it; `check` proves that they agree.

Not by triggers: a statement with a trigger is rolled back alone when it fails, and keeping what that needs took three
quarters of a bulk load's time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import apsw

# Of one source: entries, their bytes, how many are in quarantine.
Counted = tuple[str, int, int, int]

_APPENDED = """INSERT INTO journal_tally VALUES (?1, ?2, ?2, ?3, ?4, ?5) ON CONFLICT (source) DO UPDATE SET
               appended = appended + ?2, entries = entries + ?2, kept_bytes = kept_bytes + ?3,
               quarantined = quarantined + ?4, newest = max(newest, ?5)"""
_CHANGED = """UPDATE journal_tally SET entries = entries + ?2, kept_bytes = kept_bytes + ?3,
              quarantined = quarantined + ?4 WHERE source = ?1"""


def appended(connection: apsw.Connection, entries: Iterable[tuple[str, int, int, bool]]) -> None:
    """Count new entries: of each its source, bytes, when it was received (ms), whether it is in quarantine."""
    told: dict[str, list[int]] = {}
    for source, size, received, quarantined in entries:
        count = told.setdefault(source, [0, 0, 0, received])
        count[0] += 1
        count[1] += size
        count[2] += quarantined
        count[3] = max(count[3], received)
    connection.executemany(_APPENDED, [(source, *count) for source, count in told.items()])


def counted(connection: apsw.Connection, where: str, parameters: tuple[Any, ...]) -> list[Counted]:
    """What these entries of the journal count for now."""
    sql = f"""SELECT source, count(*), sum(length(payload) + length(events)), sum(error IS NOT NULL)
              FROM journal WHERE {where} GROUP BY source"""  # noqa: S608 - a text of ours
    return list(connection.execute(sql, parameters))


def changed(connection: apsw.Connection, before: Sequence[Counted], after: Sequence[Counted] = ()) -> None:
    """Entries that counted for this are gone, or count for something else now."""
    less = [(source, -entries, -size, -quarantined) for source, entries, size, quarantined in before]
    connection.executemany(_CHANGED, [*less, *after])
