"""The stage that takes in: durable deliveries over HTTP beside their floor, events from files, memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import rmtree
from typing import Any

import msgspec

from bench import serving
from bench.asking import figures
from bench.client import send
from bench.deliveries import event_requests, twilio, write_file
from switchbook import access, wiring
from switchbook.model.directory import Account
from switchbook.settings import load
from switchbook.stores.contract import Ledger
from switchbook.stores.contract_people import Hook

_SENDERS = (1, 8, 64)
_SECONDS = 8.0
_SECRET = "12345"  # noqa: S105 - of a book that is thrown away
_FILE_EVENTS = 40_000
_READINGS = 20


def ingest(place: Path, deliveries: int) -> Any:
    """Everything that is measured of taking in; memory over this many deliveries."""
    folder = place / "ingest"
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    told: dict[str, Any] = {"floor": _floor(folder / "floor.sqlite")}
    told |= _served(folder / "book", deliveries)
    told["files"] = {str(events): _from_file(folder, events) for events in (5, 200)}
    rmtree(folder)
    return told


def _floor(file: Path) -> Any:
    port = serving.free_port()
    with serving.ingest_floor(file, port):
        url = f"http://127.0.0.1:{port}/hooks/twilio/floor"
        return {
            str(senders): _delivered(port, twilio(url, _SECRET, f"floor{senders}"), senders) for senders in _SENDERS
        }


def _served(book: Path, deliveries: int) -> Any:
    """Twilio's callbacks and generic events, then many callbacks while the server's memory is watched."""
    hooks = _new_book(book)
    port = serving.free_port()
    with serving.ours(book, port) as server:
        urls = {hook.source: f"http://127.0.0.1:{port}/hooks/{hook.source}/{hook.id}" for hook in hooks}
        told: dict[str, Any] = {"twilio": {}, "generic": {}}
        for n in _SENDERS:
            told["twilio"][str(n)] = _delivered(port, twilio(urls["twilio"], _SECRET, f"twilio{n}"), n)
            told["generic"][str(n)] = _delivered(port, event_requests(urls["generic"], _SECRET, f"generic{n}"), n)
        told["memory"] = _memory(server, port, twilio(urls["twilio"], _SECRET, "memory"), deliveries)
    told["check"] = _findings(book)
    return told


def _delivered(port: int, requests: Iterator[bytes], senders: int) -> Any:
    """Deliveries acknowledged a second, and how long each acknowledgement took."""
    send(port, requests, senders, seconds=1)
    sent = send(port, requests, senders, seconds=_SECONDS)
    return {"per_second": sent.per_second, "failed": sent.failed, **msgspec.to_builtins(figures(sent.times, 1))}


def _memory(server: serving.Server, port: int, requests: Iterator[bytes], deliveries: int) -> Any:
    """Anonymous memory in MB after each twentieth of the deliveries."""
    readings = [(0, server.anonymous_mb())]
    for part in range(1, _READINGS + 1):
        send(port, requests, 64, seconds=600, most=deliveries // _READINGS)
        readings.append((part * (deliveries // _READINGS), server.anonymous_mb()))
    return {"deliveries": readings[-1][0], "mb": readings}


def _from_file(folder: Path, per_session: int) -> Any:
    """Events a second of `switchbook ingest`, on a new book, of sessions with so many events each."""
    file = folder / f"events-{per_session}.jsonl"
    write_file(file, _FILE_EVENTS, per_session)
    book = folder / f"book-{per_session}"
    words = ["ingest", str(file), "--source", "generic", "--account", "north", "--data", str(book), "--json"]
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "switchbook", *words], capture_output=True, check=True)
    seconds = time.perf_counter() - begun
    taken: int = msgspec.json.decode(done.stdout.splitlines()[-1])["taken"]
    return {"events": taken, "per_second": round(taken / seconds), "us_per_event": round(seconds / taken * 1e6, 1)}


def _new_book(book: Path) -> list[Hook]:
    hooks = [access.new_hook(source, "north", _SECRET) for source in ("twilio", "generic")]

    def put(ledger: Ledger) -> None:
        ledger.put_account(Account(id="north", name="North"))
        for hook in hooks:
            ledger.put_hook(hook)

    with closing(wiring.open_book(load({}, {"data": str(book)}), begin=True)) as store:
        store.write(put).result()
    return hooks


def _findings(book: Path) -> list[str]:
    with closing(wiring.open_book(load({}, {"data": str(book)}))) as store:
        return [f"{finding.part}: {finding.problem}" for finding in store.check()][:10]
