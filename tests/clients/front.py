"""A proxy before a server, below a path of its own, which can lose answers."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from support.serving import serving

PATH = "/voice/book"
_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_OF_ONE_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "keep-alive", "host"}
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Front:
    """Passes on what comes below PATH, without PATH; the next `lose` answers become a 502."""

    def __init__(self, behind: str) -> None:
        self.url = ""
        self.lose = 0
        self._behind = behind

    async def passed_on(self, request: Request) -> Response:
        """The answer of the server behind, unless it gets lost."""
        target = request.scope["raw_path"].decode().removeprefix(PATH)
        if query := request.scope["query_string"].decode():
            target += f"?{query}"
        headers = [(name, value) for name, value in request.headers.items() if name not in _OF_ONE_HOP]
        async with httpx.AsyncClient(verify=_NO_TLS) as http:
            sent = http.build_request(request.method, self._behind + target, content=await request.body())
            sent.headers = httpx.Headers([*headers, ("host", sent.url.netloc.decode())])
            sent.headers["content-length"] = str(len(sent.content))
            answer = await http.send(sent)
        if self.lose:
            self.lose -= 1
            return Response("<h1>Bad Gateway</h1>", 502, media_type="text/html")
        told = Response(answer.content, answer.status_code)
        told.raw_headers.extend(
            (name.lower(), value) for name, value in answer.headers.raw if name.decode().lower() not in _OF_ONE_HOP
        )
        return told


@contextmanager
def front_of(url: str) -> Iterator[Front]:
    """A proxy before this server, for as long as the context lasts."""
    front = Front(url)
    app = Starlette(routes=[Route(f"{PATH}/{{below:path}}", front.passed_on, methods=_VERBS)])
    with serving(app) as server:
        front.url = server.url + PATH
        yield front
