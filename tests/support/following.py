"""Those who follow the changes of a served book, by pull and by server-sent events, and break off at any moment."""

from __future__ import annotations

import http.client
import json
import threading
from random import Random
from typing import Any
from urllib.parse import urlencode

from support.calling import bearer
from support.serving import Serving

# What the directory says, not the session: a rename is no change of a session.
_NAMES = ("accountName", "customerName", "customerBreadcrumb", "endpointName")
# How long a listener hears nothing before it comes back, and how long anybody waits for an answer.
_SILENCE_SECONDS, _PATIENCE_SECONDS = 1.0, 60.0


def without_names(document: dict[str, Any]) -> dict[str, Any]:
    """A session without what the directory puts in."""
    return {name: value for name, value in document.items() if name not in _NAMES}


class Follower:
    """Keeps a copy of the book by its changes; a thread, until `end` is set and it has reached the last position."""

    def __init__(self, server: Serving, secret: str, chance: Random, start: str, **asked: str) -> None:
        self.copy: dict[str, dict[str, Any]] = {}
        # The latest number told of each session, and what became of it.
        self.told: dict[str, tuple[int, str]] = {}
        self.kinds: set[str] = set()
        self.position = start
        self.breaks = 0
        # How often its position had expired.
        self.begun = 0
        self._start = start
        self.failed: BaseException | None = None
        self._end: str | None = None
        # Whether it has asked since the end is known.
        self._asked_since = False
        self._server = server
        self._headers = bearer(secret)
        self._asked = asked
        self._chance = chance
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def end_at(self, position: str, seconds: float = 60) -> None:
        """Let it go on up to this position, the last there is. Raises what its thread raised."""
        self._end = position
        self._thread.join(seconds)
        if self.failed is not None:
            raise self.failed
        assert not self._thread.is_alive(), f"it stands at {self.position}, not at {position}"

    def follow(self) -> None:
        """Follow for a while, then break off."""
        raise NotImplementedError

    @property
    def through(self) -> bool:
        """Whether it has reached the end, on a connection that was begun since that is known.

        Who listens is proven anew every 15 seconds: until then a stream may go by what the reader could see before.
        """
        reached = self._end is not None and number_of(self.position) == number_of(self._end)
        return reached and self._asked_since

    def take(self, change: dict[str, Any]) -> None:
        """Take one change in. Fails when it is none that comes after those before."""
        number, session_id, kind = number_of(change["position"]), change["sessionId"], change["kind"]
        assert number > number_of(self.position), f"{change['position']} after {self.position}"
        self.told[session_id] = (number, kind)
        self.kinds.add(kind)
        self.copy.pop(session_id, None)
        if kind == "changed":
            assert change["session"]["id"] == session_id
            self.copy[session_id] = without_names(change["session"])
        else:
            assert kind in ("deleted", "merged", "left")
            assert (kind == "merged") == ("into" in change)
        self.position = change["position"]

    def reach(self, position: str) -> None:
        """All up to this position has been told."""
        assert number_of(position) >= number_of(self.position), f"back from {self.position} to {position}"
        self.position = position

    def begin_anew(self) -> None:
        """Its position has expired: forget everything, and be told all there is."""
        self.copy, self.told, self.position = {}, {}, self._start
        self.begun += 1

    def ask(self, target: str, **headers: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse] | None:
        """One request on a connection of its own; None when the position had expired."""
        ends = self._end is not None
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=_PATIENCE_SECONDS)
        connection.request("GET", target, headers=self._headers | headers)
        line = connection.sock
        answer = connection.getresponse()
        line.settimeout(_SILENCE_SECONDS if "Last-Event-ID" in headers else _PATIENCE_SECONDS)
        if answer.status == http.client.GONE:
            connection.close()
            self.begin_anew()
            return None
        assert answer.status == http.client.OK, answer.read()
        self._asked_since = ends
        return connection, answer

    def _run(self) -> None:
        try:
            while not self.through:
                self.follow()
                self.breaks += not self.through
        except BaseException as raised:
            self.failed = raised


class Puller(Follower):
    """Asks for the next changes again and again; an answer may be lost before it is kept."""

    def follow(self) -> None:
        asked = {"after": self.position, "countPerPage": self._chance.choice(["1", "3", "20", "100"]), **self._asked}
        asking = self.ask(f"/sessions/changes?{urlencode(asked)}", Accept="application/json")
        if asking is None:
            return
        connection, answer = asking
        if self._chance.random() < 0.15:
            answer.read(self._chance.randrange(200))
            connection.close()
            return
        told = json.loads(answer.read())
        connection.close()
        assert len(told["items"]) <= int(asked["countPerPage"])
        for change in told["items"]:
            self.take(change)
        self.reach(told["next"])


class Listener(Follower):
    """Listens to server-sent events as browsers do; breaks off after any number of lines, also within an event."""

    def follow(self) -> None:
        shown = {"Accept": "text/event-stream", "Last-Event-ID": self.position}
        asking = self.ask(f"/sessions/changes?{urlencode(self._asked)}", **shown)
        if asking is None:
            return
        connection, answer = asking
        lines = self._chance.choice([1, 2, 3, 5, 20, 100])
        event: dict[str, str] = {}
        try:
            while lines > 0 and not self.through and (line := answer.readline()):
                lines -= 1
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    event[name] = value
                else:
                    self._dispatch(event)
                    event = {}
        except TimeoutError:
            pass  # nothing has been said for a while: it comes back
        finally:
            answer.close()
            connection.close()

    def _dispatch(self, event: dict[str, str]) -> None:
        # The last id counts from the end of its event on (HTML standard, "dispatch the event").
        if event.get("event") == "expired":
            self.begin_anew()
        elif "data" in event:
            change = json.loads(event["data"])
            assert (change["position"], change["kind"]) == (event["id"], event["event"])
            self.take(change)
        elif "id" in event:
            self.reach(event["id"])


def number_of(position: str) -> int:
    """The number in a position."""
    return int(position.partition("-")[2].partition(".")[0])
