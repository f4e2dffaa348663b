"""Gives sessions up whose end was never reported: a carrier's last word got lost, or a chat fell silent.

What the clock decides is an event like any other, journalled under the source `clock` and named by the session and
its last sign of life, so that deciding it twice changes nothing. Whatever is heard later takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from switchbook.model.session import Channel
from switchbook.recorder import give_up
from switchbook.stores.contract import Ledger, Store

# Sessions in one transaction, and the most looked for at a time.
STEP = 20
_MOST = 10_000


class Timekeeper:
    """Looks for open sessions of a store that were silent for longer than their channel's limit."""

    def __init__(self, store: Store, limits: Mapping[Channel, timedelta]) -> None:
        self._store = store
        self._limits = limits

    def run(self, now: datetime, *, stop: Callable[[], bool] = bool) -> int:
        """Give up what is silent at `now` (aware UTC), or as much as there is time for until `stop`; how many."""
        given_up = 0
        for channel, limit in self._limits.items():
            silent = self._store.silent_sessions(channel, now - limit, _MOST)
            for first in range(0, len(silent), STEP):
                if stop():
                    return given_up
                given_up += self._store.write(_giving_up(silent[first : first + STEP], limit, now)).result()
        return given_up


def _giving_up(session_ids: Sequence[str], limit: timedelta, now: datetime) -> Callable[[Ledger], int]:
    def work(ledger: Ledger) -> int:
        return sum(give_up(ledger, session_id, limit, now) for session_id in session_ids)

    return work
