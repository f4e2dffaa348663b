"""Stages that load a peer and ask it in this process: ours, the floor, the conventional ones and the others."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apsw
import msgspec

from bench import serving
from bench.asking import Measured, figures, measure
from bench.client import get, send
from bench.columns import columns
from bench.data import Data
from bench.material import Material
from bench.oracle import Oracle
from bench.peers import Answer, Peer, Question
from bench.peers.floor import Floor
from bench.peers.ours import Ours
from bench.queries import questions
from bench.walks import walked

# So many questions of each class are answered by the oracle.
_CHECKED = 6
_COLD_TRIES = 5
_COLD = ("Q1", "Q2", "Q3", "Q4b", "Q5a", "Q6a", "Q7b", "Q8a", "Q9a", "Q10", "Q11", "Q12a")


class Asked(msgspec.Struct, frozen=True):
    """The questions of a run, and the oracle's answers to some of them by number."""

    questions: list[Question]
    expected: dict[int, Answer]


def prepare(data: Data) -> Any:
    """Make the data, draw the questions, have the oracle answer."""
    begun = time.perf_counter()
    data.make()
    made = time.perf_counter() - begun
    kept = columns(data)
    asked = questions(Material(kept, data))
    seen: dict[str, int] = {}
    checked = []
    for number, question in enumerate(asked):
        seen[question.group] = seen.get(question.group, 0) + 1
        if seen[question.group] <= _CHECKED:
            checked.append(number)
    answers = Oracle(kept, data).answers([asked[number] for number in checked])
    told = Asked(asked, dict(zip(checked, answers, strict=True)))
    (data.folder / "asked").write_bytes(msgspec.msgpack.encode(told))
    return {"sessions_per_second": round(data.sessions / made), "questions": len(asked), "checked": len(checked)}


def asked_of(data: Data) -> Asked:
    """What `prepare` kept."""
    return msgspec.msgpack.decode((data.folder / "asked").read_bytes(), type=Asked)


def load(peer: Peer, data: Data) -> Any:
    """Load a peer: sessions a second, the same by the time that this process had the processor, bytes a session."""
    return _loaded(peer, data, *_time_load(peer, data))


def load_ours(place: Path, data: Data) -> Any:
    """The same for ours, with its bytes by part, and with what a load had spent that was cut off before."""
    peer = Ours(place)
    seconds, at_work = _time_load(peer, data)
    told = _loaded(peer, data, seconds + peer.spent.seconds, at_work + peer.spent.at_work)
    return told | {"joined": peer.joined, "bytes_by_part": _by_part(peer.folder / "book.sqlite", data.sessions)}


def _time_load(peer: Peer, data: Data) -> tuple[float, float]:
    """Load a peer: seconds, and those in which this process had the processor."""
    begun, begun_at_work = time.perf_counter(), time.process_time()
    peer.load(data)
    return time.perf_counter() - begun, time.process_time() - begun_at_work


def _loaded(peer: Peer, data: Data, seconds: float, at_work: float) -> dict[str, Any]:
    size = sum(file.stat().st_size for file in peer.files())
    return {
        "sessions_per_second": round(data.sessions / seconds),
        "sessions_per_processor_second": round(data.sessions / at_work),
        "bytes_per_session": round(size / data.sessions),
    }


def ask_ours(place: Path, data: Data) -> Any:
    """Ours in this process: memory before and after, all questions, and some with cold files."""
    peer = Ours(place)
    begun = time.perf_counter()
    peer.open()
    peer.ask(Question("Q3", {"searchArchive": "true"}))
    first = (time.perf_counter() - begun) * 1000
    told = _asked(peer, data, walks=walked(asked_of(data).questions, peer.after))
    told |= {"open_to_first_answer_ms": round(first, 1), "cold": _cold(peer, data)}
    return told


def ask(peer: Peer, data: Data, seconds: float) -> Any:
    """A loaded peer: all questions it can answer."""
    peer.open()
    try:
        return _asked(peer, data, seconds)
    finally:
        peer.close()


def floor(place: Path, data: Data) -> Any:
    """The floor: pages of documents that lie together, and of documents that lie anywhere."""
    peer = Floor(place, data)
    peer.open()
    luck = Material(columns(data), data).luck
    told: dict[str, Any] = {}
    for name, count in (("25 together", 25), ("25 anywhere", 25), ("1,000 anywhere", 1_000)):
        pages = []
        for _ in range(40):
            first = luck.randrange(1, max(2, data.sessions - count - 100))
            some = luck.sample(range(1, max(count + 1, data.sessions - 100)), count)
            keys = list(range(first, first + count)) if "together" in name else some
            pages.append(Question(name, {"keys": msgspec.json.encode(keys).decode()}))
        told |= measure(peer, pages, {}).with_total
    peer.close()
    return {"pages": msgspec.to_builtins(told)}


def served(url: str) -> Any:
    """The default page of the conventional implementation over HTTP."""
    port = serving.free_port()
    with serving.conventional(url, port):
        return {str(n): default_page(port, "", n) for n in (1, 8, 32)}


def default_page(port: int, key: str, clients: int, seconds: float = 4) -> Any:
    """Requests for the default page of the archive: how many a second, and how long each took."""
    request = get("/sessions?searchArchive=true", key)
    send(port, iter([request] * 20), 1, seconds=seconds)
    sent = send(port, iter(lambda: request, None), clients, seconds=seconds)
    return {"per_second": sent.per_second, "failed": sent.failed, **msgspec.to_builtins(figures(sent.times, 1))}


def drop_from_cache(files: Sequence[Path]) -> None:
    """Have the kernel forget what it holds of these files."""
    for file in files:
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def _asked(peer: Peer, data: Data, seconds: float | None = None, walks: Sequence[Question] = ()) -> Any:
    asked = asked_of(data)
    gc.collect()
    before = serving.anonymous_mb(os.getpid())
    told: Measured = measure(
        peer, [*asked.questions, *walks], asked.expected, **({} if seconds is None else {"seconds": seconds})
    )
    memory = {"anonymous_mb_before": before, "anonymous_mb_after": serving.anonymous_mb(os.getpid())}
    return msgspec.to_builtins(told) | memory


def _cold(peer: Ours, data: Data) -> Any:
    """Each class, its files dropped from the page cache before every question, on connections just opened."""
    asked = asked_of(data).questions
    told = {}
    for name in _COLD:
        group = [question for question in asked if question.group == name][:_COLD_TRIES]
        times = []
        for question in group:
            peer.close()
            drop_from_cache(peer.files())
            peer.open()
            begun = time.perf_counter()
            peer.ask(question)
            times.append((time.perf_counter() - begun) * 1000)
        told[name] = msgspec.to_builtins(figures(times, len(group)))
    peer.close()
    return told


# Tables and indexes by the part of the book that they are.
_PARTS = {
    "journal": "journal",
    "document": "documents",
    "session": "rows",
    "sqlite_autoindex_session": "rows",
    "involved": "rows",
    "rollup": "rollup",
    "archive_log": "log search",
    "live_log": "log search",
    "trigram": "log search",
    "address": "addresses",
    "sqlite_autoindex_address": "addresses",
}


def _by_part(file: Path, sessions: int) -> dict[str, float]:
    """Bytes a session of each part of the book."""
    connection = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    parts: dict[str, int] = {}
    for name, size in connection.execute("SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE"):
        known = [prefix for prefix in _PARTS if name == prefix or name.startswith(f"{prefix}_")]
        part = _PARTS[max(known, key=len)] if known else "everything else"
        parts[part] = parts.get(part, 0) + size
    connection.close()
    return {part: round(size / sessions, 1) for part, size in sorted(parts.items(), key=lambda each: -each[1])}
