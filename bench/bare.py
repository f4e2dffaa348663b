"""The floor over HTTP: a bare handler on the product's own server that reads and joins the documents of one page."""

from __future__ import annotations

import sys
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.data import Data
from bench.peers.floor import Floor
from switchbook.web.serve import Limits, serve

_COUNT = 25


def application(floor: Floor) -> Starlette:
    """Answers `GET /sessions` with the documents that came last."""
    keys = floor.newest(_COUNT)

    async def newest(_: Request) -> Response:
        return Response(floor.page(keys), media_type="application/json")

    return Starlette(routes=[Route("/sessions", newest)])


def main() -> None:
    """Serve: `python -m bench.bare PLACE SESSIONS SEED PORT`."""
    place, sessions, seed, port = sys.argv[1:]
    floor = Floor(Path(place), Data(Path(place), int(sessions), int(seed)))
    floor.open()
    serve(application(floor), "127.0.0.1", int(port), Limits(), lambda: None)


if __name__ == "__main__":
    main()
