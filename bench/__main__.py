"""The command: `python -m bench --sessions N [--stage NAME]`, or `--page` to write the page from the results."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from bench import stages_console, stages_http, stages_ingest, stages_store
from bench.data import Data
from bench.peers import Peer
from bench.peers.ours import Ours
from bench.postgres import Cluster
from bench.run import Run, Stage, remove_peers, run

_ROOT = Path(__file__).parents[1]
# Deliveries over which memory is watched: a million in a full run, fewer in small ones.
_FULL, _FEWER = 1_000_000, 100_000
# How long a class may take; questions that are left then are not asked.
_SECONDS = {"conventional": 4.0, "others": 3.0}


def _prepare(run_: Run) -> Any:
    return stages_store.prepare(run_.data)


def _load_ours(run_: Run) -> Any:
    remove_peers(run_.place, but=("book",))
    return stages_store.load_ours(run_.place, run_.data)


def _ours(run_: Run) -> Any:
    _need_ours(run_)
    return stages_store.ask_ours(run_.place, run_.data)


def _floor(run_: Run) -> Any:
    _need_ours(run_)
    return stages_store.floor(run_.place, run_.data)


def _ingest(run_: Run) -> Any:
    usual = _FULL if run_.data.sessions >= _FULL else _FEWER
    return stages_ingest.ingest(run_.place, int(os.environ.get("BENCH_DELIVERIES", usual)))


def _http(run_: Run) -> Any:
    _need_ours(run_)
    return stages_http.http(run_.place, run_.data)


def _console(run_: Run) -> Any:
    _need_ours(run_)
    return stages_console.console(run_.place, run_.data)


def _conventional_sqlite(run_: Run) -> Any:
    from bench.peers.conventional import on_sqlite

    remove_peers(run_.place)
    peer = on_sqlite(run_.place)
    return _loaded_and_asked(peer, run_, "conventional") | {"http": stages_store.served(peer.url)}


def _datasette(run_: Run) -> Any:
    from bench.peers.datasette import Datasette

    remove_peers(run_.place, but=("conventional.sqlite",))
    return _loaded_and_asked(Datasette(run_.place), run_, "others")


def _conventional_postgres(run_: Run) -> Any:
    from bench.peers.conventional import on_postgres

    remove_peers(run_.place)
    cluster = Cluster(run_.place)
    try:
        peer = on_postgres(cluster)
        told = _loaded_and_asked(peer, run_, "conventional")
        size = cluster.bytes()
        told |= {"bytes_per_session": round(size / run_.data.sessions), "http": stages_store.served(peer.url)}
        return told
    finally:
        cluster.remove()


def _call_log(run_: Run) -> Any:
    from bench.peers.calllog import CallLog

    remove_peers(run_.place)
    cluster = Cluster(run_.place)
    try:
        stock = CallLog(cluster, run_.data, indexed=False)
        told = {"stock": _loaded_and_asked(stock, run_, "others")}
        stock.add_indexes()
        indexed = CallLog(cluster, run_.data, indexed=True)
        told["indexed"] = stages_store.ask(indexed, run_.data, _SECONDS["others"])
        return told
    finally:
        cluster.remove()


def _loaded_and_asked(peer: Peer, run_: Run, kind: str) -> Any:
    told = stages_store.load(peer, run_.data)
    return told | stages_store.ask(peer, run_.data, _SECONDS[kind])


def _need_ours(run_: Run) -> None:
    if not Ours(run_.place).is_loaded:
        stages_store.load_ours(run_.place, run_.data)


STAGES = (
    Stage("data", "makes the sessions and the questions, and has the oracle answer", _prepare),
    Stage("load", "loads ours", _load_ours),
    Stage("ours", "asks ours in this process", _ours),
    Stage("floor", "reads documents by key", _floor),
    Stage("ingest", "takes deliveries in", _ingest),
    Stage("http", "asks ours over HTTP, alone and while events come in", _http),
    Stage("console", "shows the console in Chromium, beside the API's answer", _console),
    Stage("conventional-sqlite", "loads and asks the conventional implementation on SQLite", _conventional_sqlite),
    Stage("conventional-postgres", "the conventional implementation on PostgreSQL", _conventional_postgres),
    Stage("calllog", "a call-log service's statements, without and with the indexes it lacks", _call_log),
    Stage("datasette", "asks Datasette over the same table", _datasette),
)


def main() -> int:
    """Run what is asked for; 1 when an answer was wrong."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--sessions", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stage", choices=[stage.name for stage in STAGES])
    parser.add_argument("--work", type=Path, default=Path(os.environ.get("BENCH_WORK", _ROOT / ".bench")))
    parser.add_argument("--page", action="store_true", help="only write docs/performance.md from the results")
    asked = parser.parse_args()
    if not asked.page:
        place: Path = asked.work.resolve()
        wrong = run(Run(place, Data(place, asked.sessions, asked.seed)), STAGES, asked.stage)
        if wrong:
            print(f"{wrong} answers were wrong: they stand in the results", file=sys.stderr)
            return 1
    from bench.page import write_page

    write_page(_ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
