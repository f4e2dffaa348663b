"""The floor of taking in: the same kind of server that only commits the raw signed body, many to one commit."""

from __future__ import annotations

import asyncio
import sys
import threading
from concurrent.futures import Future
from queue import Queue

import apsw
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from switchbook.web.serve import Limits, serve

_MOST_IN_A_COMMIT = 500
_Waiting = Queue[tuple[bytes, str, "Future[None]"]]


def application(file: str) -> Starlette:
    """Answers a POST with 204 once its body and signature are durable."""
    waiting: _Waiting = Queue()
    threading.Thread(target=_write, args=(file, waiting), daemon=True).start()

    async def take(request: Request) -> Response:
        done: Future[None] = Future()
        waiting.put((await request.body(), request.headers.get("x-twilio-signature", ""), done))
        await asyncio.wrap_future(done)
        return Response(status_code=204)

    return Starlette(routes=[Route("/hooks/{source}/{id}", take, methods=["POST"])])


def _write(file: str, waiting: _Waiting) -> None:
    """Commit what waits, all of it together."""
    connection = apsw.Connection(file)
    connection.pragma("journal_mode", "WAL")
    connection.pragma("synchronous", "FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS body (n INTEGER PRIMARY KEY, signature TEXT, body BLOB)")
    while True:
        batch = [waiting.get()]
        while not waiting.empty() and len(batch) < _MOST_IN_A_COMMIT:
            batch.append(waiting.get())
        connection.execute("BEGIN IMMEDIATE")
        rows = [(signature, body) for body, signature, _ in batch]
        connection.executemany("INSERT INTO body (signature, body) VALUES (?, ?)", rows)
        connection.execute("COMMIT")
        for _, _, done in batch:
            done.set_result(None)


def main() -> None:
    """Serve: `python -m bench.ingest_floor FILE PORT`."""
    file, port = sys.argv[1:]
    serve(application(file), "127.0.0.1", int(port), Limits(), lambda: None)


if __name__ == "__main__":
    main()
