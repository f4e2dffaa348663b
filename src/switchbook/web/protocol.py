"""uvicorn's HTTP protocol with caps on what comes before a request is served, and without its cap on queries.

Its URL parser refuses more than 65,535 bytes, which a list of ids exceeds, so queries are kept from it. Of a query
that is too long only so much is kept that the application sees it is, and refuses it in the format asked for; headers
without end are refused here.
"""

from __future__ import annotations

from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# A browser with many cookies sends some 16 kB.
LONGEST_HEAD = 65_536


class CappedHttp(HttpToolsProtocol):
    """One connection; `longest_url` is how many bytes of a URL are kept."""

    longest_url: ClassVar[int]
    _in_head = False
    _head_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Feed the parser; give up when a request's headers go on for too long."""
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > LONGEST_HEAD:
            self.send_400_response(f"The headers are longer than {LONGEST_HEAD} bytes.")

    def on_message_begin(self) -> None:
        """A request begins. What came with its first bytes is not counted: it is little, and may be another's body."""
        self._in_head, self._head_bytes = True, 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A piece of the URL, which has its own cap."""
        self._head_bytes -= len(url)
        super().on_url(url[: max(0, self.longest_url - len(self.url))])

    def on_headers_complete(self) -> None:
        """The application runs from here; it is started later, so it sees the query that is put back."""
        self._in_head = False
        self.url, _, query = self.url.partition(b"?")
        super().on_headers_complete()
        self.scope["query_string"] = query.partition(b"#")[0]


def capped_at(longest_query: int) -> type[CappedHttp]:
    """The protocol for an application that takes queries up to so many bytes."""

    class Capped(CappedHttp):
        # Room for a path, and one byte more than is allowed, by which the application sees that there was more.
        longest_url = LONGEST_HEAD + longest_query + 1

    return Capped
