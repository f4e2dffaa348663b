"""Stages over real HTTP: pages beside the bare handler, the mix at many clients, reads while events come in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import msgspec

from bench import serving
from bench.asking import figures
from bench.client import get, send
from bench.data import Data
from bench.deliveries import keep_sending
from bench.peers import Question
from bench.peers.ours import Ours
from bench.stages_store import asked_of, default_page, drop_from_cache
from switchbook import access
from switchbook.model.actor import EVERYTHING, Role
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_changes import ChangeKind

_CLIENTS = (1, 8, 32)
# What people do all day: plain pages mostly, with searches among them.
_MIX = ("L1", "L2", "Q1", "Q2", "Q3", "Q4a", "Q4b", "Q5b", "Q6c", "Q7b", "Q9a", "Q10", "Q12b", "Q15", "Q16")
_EVENTS_A_SECOND = 500
READERS, READS_A_SECOND = 8, 10
_AT_ONCE = 1_000
_SECRET = "a secret of the benchmark"  # noqa: S105 - of a hook on a book that is thrown away


def http(place: Path, data: Data) -> Any:
    """Ours over HTTP and the bare handler beside it."""
    questions = asked_of(data).questions
    book = Ours(place)
    key, hook = _ways_in(book.store)
    before = book.store.position()
    book.close()
    told: dict[str, Any] = {}
    port = serving.free_port()
    with serving.bare(place, data.sessions, data.seed, port):
        told["bare"] = {str(clients): default_page(port, "", clients) for clients in _CLIENTS}
    drop_from_cache(book.files())
    port = serving.free_port()
    begun = time.perf_counter()
    with serving.ours(book.folder, port) as server:
        send(port, iter([get("/sessions?searchArchive=true", key)]), 1, seconds=60, most=1)
        told["cold_start_to_first_answer_ms"] = round((time.perf_counter() - begun) * 1000)
        told["default_page"] = {str(clients): default_page(port, key, clients) for clients in _CLIENTS}
        told["classes"] = _classes(port, key, questions)
        told["anonymous_mb"] = server.anonymous_mb()
        mix = _mix(key, questions)
        told["mix_alone"] = {str(clients): _mixed(port, mix, clients) for clients in _CLIENTS}
        told["paced_alone"] = _paced(port, mix)
        with _events(port, f"http://127.0.0.1:{port}/hooks/generic/{hook}") as paced_events:
            told["paced_with_events"] = _paced(port, mix)
        with _events(port, f"http://127.0.0.1:{port}/hooks/generic/{hook}") as mixed_events:
            told["mix_with_events"] = {str(clients): _mixed(port, mix, clients) for clients in _CLIENTS}
        told["events"] = {"paced": paced_events, "mix": mixed_events}
        told["anonymous_mb_after"] = server.anonymous_mb()
    forget(book.store, before)
    book.close()
    return told


def _ways_in(store: Store) -> tuple[str, str]:
    """A key that sees everything, and a hook for generic events: its secret and the hook's id."""
    key, secret = access.new_key("bench", Role.SystemAdministrator)
    account = sorted(store.directory().accounts)[0]
    hook = access.new_hook("generic", account, _SECRET)
    store.write(lambda ledger: ledger.put_key(key)).result()
    store.write(lambda ledger: ledger.put_hook(hook)).result()
    return secret, hook.id


def forget(store: Store, position: str) -> None:
    """Delete the sessions that came after a position: the book is that of the data again, and can be asked anew."""
    more = True
    while more:
        changes = store.changes(EVERYTHING, None, position, _AT_ONCE)
        came = [change.session_id for change in changes.items if change.kind is ChangeKind.changed]
        store.write(_deleting(came)).result()
        position, more = changes.next, changes.has_more


def _deleting(session_ids: Sequence[str]) -> Callable[[Ledger], int]:
    return lambda ledger: sum(map(ledger.delete, session_ids))


def _classes(port: int, key: str, questions: Sequence[Question]) -> Any:
    """Each class over one connection, a warm pass first."""
    told = {}
    for name in dict.fromkeys(question.group for question in questions):
        requests = [_request(key, question) for question in questions if question.group == name]
        send(port, iter(requests), 1, seconds=5)
        sent = send(port, cycle(requests), 1, seconds=4, most=3 * len(requests))
        told[name] = msgspec.to_builtins(figures(sent.times, len(requests))) | {"failed": sent.failed}
    return told


def _request(key: str, question: Question) -> bytes:
    return get(f"/sessions?{urlencode(question.parameters)}", key)


def _mix(key: str, questions: Sequence[Question]) -> Callable[[], Iterator[bytes]]:
    """Starts the mix anew: the same questions in the same shuffled order each time."""
    requests = [_request(key, question) for question in questions if question.group in _MIX]
    Random(1).shuffle(requests)
    return lambda: cycle(requests)


def _mixed(port: int, mix: Callable[[], Iterator[bytes]], clients: int) -> Any:
    """As many questions as this many clients get answered."""
    sent = send(port, mix(), clients, seconds=8)
    return {"per_second": sent.per_second, "failed": sent.failed, **msgspec.to_builtins(figures(sent.times, 1))}


def _paced(port: int, mix: Callable[[], Iterator[bytes]]) -> Any:
    """Readers who ask ten questions a second each."""
    send(port, mix(), READERS, seconds=5, per_second=READS_A_SECOND)
    sent = send(port, mix(), READERS, seconds=15, per_second=READS_A_SECOND)
    return {"per_second": sent.per_second, "failed": sent.failed, **msgspec.to_builtins(figures(sent.times, 1))}


@contextmanager
def _events(port: int, url: str) -> Iterator[dict[str, float]]:
    """Events into a hook, sent by another process while the block lasts; what came of them is filled in at its end."""
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    arguments = (url, _SECRET, port, _EVENTS_A_SECOND, theirs)
    process = spawn.Process(target=keep_sending, args=arguments, daemon=True)
    process.start()
    theirs.close()
    time.sleep(2)
    told: dict[str, float] = {}
    try:
        yield told
    finally:
        ours.send("enough")
        told |= ours.recv()
        process.join()
