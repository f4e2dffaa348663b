"""uvicorn's HTTP protocol with caps on what comes before a request is served, and on how long a client may take.

Its URL parser refuses more than 65,535 bytes, which a list of ids exceeds, so queries are kept from it. Of a query
that is too long only so much is kept that the application sees it is, and refuses it in the format asked for; headers
without end are refused here. uvicorn itself closes a connection that is idle after an answer; here one is closed, too,
that never asks, whose headers or body stop coming, or that takes nothing of what is sent to it.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# A browser with many cookies sends some 16 kB.
LONGEST_HEAD = 65_536
_TOO_SLOW = b"The request took too long to come."
_TIMED_OUT = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(_TOO_SLOW), _TOO_SLOW)
)


class CappedHttp(HttpToolsProtocol):
    """One connection; `longest_url` is how many bytes of a URL are kept, `patience` how many seconds are waited."""

    longest_url: ClassVar[int]
    patience: ClassVar[float]
    _in_head = False
    _head_bytes = 0
    _reading: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        """A connection begins; a request is waited for."""
        super().connection_made(transport)
        self._wait_for_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over; nothing is waited for."""
        self._wait_no_more()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; give up when a request's headers go on for too long."""
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > LONGEST_HEAD:
            self.send_400_response(f"The headers are longer than {LONGEST_HEAD} bytes.")
        at_rest = self.cycle is None or self.cycle.response_complete
        if at_rest and self._reading is None and self.timeout_keep_alive_task is None:
            # Empty lines begin no request, but they have ended uvicorn's own waiting.
            self._wait_for_more()

    def on_message_begin(self) -> None:
        """A request begins. What came with its first bytes is not counted: it is little, and may be another's body."""
        self._in_head, self._head_bytes = True, 0
        # Its head has to come whole in this time: a little of it now and then does not count.
        self._wait_for_more()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A piece of the URL, which has its own cap."""
        self._head_bytes -= len(url)
        super().on_url(url[: max(0, self.longest_url - len(self.url))])

    def on_headers_complete(self) -> None:
        """The application runs from here; it is started later, so it sees the query that is put back."""
        self._in_head = False
        self._wait_for_more()
        self.url, _, query = self.url.partition(b"?")
        super().on_headers_complete()
        self.scope["query_string"] = query.partition(b"#")[0]

    def on_body(self, body: bytes) -> None:
        """A piece of the body; the next is waited for."""
        self._wait_for_more()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole; now the client waits."""
        self._wait_no_more()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client has not yet taken what was sent."""
        super().pause_writing()
        if self._writing is None:
            self._writing = self.loop.call_later(self.patience, self.transport.abort)

    def resume_writing(self) -> None:
        """It has."""
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
        super().resume_writing()

    def _wait_for_more(self) -> None:
        self._wait_no_more()
        self._reading = self.loop.call_later(self.patience, self._give_up)

    def _wait_no_more(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _give_up(self) -> None:
        """Close, unless it is we who keep the client waiting: with an answer under way, or by not reading on."""
        answering = self.cycle is not None and not self.cycle.response_complete
        if self.flow.read_paused or (answering and (self._in_head or self.cycle.response_started)):
            self._wait_for_more()
            return
        if (self._in_head or answering) and not self.transport.is_closing():
            self.transport.write(_TIMED_OUT)
        self.transport.close()


def capped_at(longest_query: int, seconds: float) -> type[CappedHttp]:
    """The protocol for an application that takes queries up to so many bytes, and waits so long."""

    class Capped(CappedHttp):
        # Room for a path, and one byte more than is allowed, by which the application sees that there was more.
        longest_url = LONGEST_HEAD + longest_query + 1
        patience = seconds

    return Capped
