"""What became of what was taken: counts, and how many sessions were touched."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from switchbook.recorder import Receipt, Result

# So many ids are held as such before they become eight bytes each.
_LOOSE = 50_000


class Sessions:
    """Counts different sessions, in eight bytes for each."""

    def __init__(self) -> None:
        self._loose: set[int] = set()
        self._packed = np.empty(0, np.uint64)

    def add(self, session_id: str) -> None:
        """Count this one, if it is new."""
        # Ids are digests: their first 16 digits differ, but for chances of one in millions.
        self._loose.add(int(session_id[:16], 16))
        if len(self._loose) >= _LOOSE:
            self._pack()

    def count(self) -> int:
        """How many there were."""
        self._pack()
        return len(self._packed)

    def _pack(self) -> None:
        self._packed = np.union1d(self._packed, np.fromiter(self._loose, np.uint64, len(self._loose)))
        self._loose.clear()


class Tally:
    """Counts of deliveries by result, and of sessions."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(Result, 0)
        self.sessions = Sessions()

    def add(self, receipts: Iterable[Receipt]) -> None:
        """Count what became of some deliveries."""
        for receipt in receipts:
            self.counts[receipt.result] += 1
            if receipt.session_id is not None:
                self.sessions.add(receipt.session_id)

    def total(self) -> int:
        """How many deliveries there were."""
        return sum(self.counts.values())

    def told(self) -> dict[str, object]:
        """The counts by name."""
        return {**{str(result): count for result, count in self.counts.items()}, "sessions": self.sessions.count()}
