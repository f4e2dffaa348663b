"""How long the making of an answer may take, and whether anybody still waits for it."""

from __future__ import annotations

import time


class Patience:
    """Ends after so many seconds (None: never), or as soon as `give_up` says that whoever asked has gone."""

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = seconds
        self.gone = False
        self._end = None if seconds is None else time.monotonic() + seconds

    def give_up(self) -> None:
        """Nobody waits any more. May be called from any thread."""
        self.gone = True

    def is_over(self) -> bool:
        """Whether to stop: asked again and again while an answer is made."""
        return self.gone or (self._end is not None and time.monotonic() > self._end)
