"""`switchbook refold`: builds sessions anew from their journal."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from typing import Annotated

import typer

from switchbook import wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, instant, settings_from
from switchbook.recorder import Recorder

# So many are under way at once that they share commits.
_UNDER_WAY = 256


def refold(
    account: Annotated[str | None, typer.Option("--account", metavar="ID", help="Only sessions of this one.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="WHEN", help="Only sessions created since (UTC).")
    ] = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """Build sessions anew from what the journal holds, with today's rules.

    Safe while a server runs. Says how many there were, and how many are different now.
    """
    sessions = changed = 0
    problems = []
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings)) as store, terminal.progress() as bar:
        task = bar.add_task("refolding", total=None)
        for session_id, rebuilt in _rebuilt(
            wiring.recorder(store, settings), store.session_ids(account, instant(since))
        ):
            sessions += 1
            bar.update(task, completed=sessions)
            try:
                changed += rebuilt.result()
            except ValueError as unfit:
                problems.append({"id": session_id, "problem": str(unfit)})
        bar.update(task, total=sessions)
    for problem in problems:
        terminal.complain(f"session {problem['id']}: {problem['problem']}")
    terminal.answer({"sessions": sessions, "changed": changed, "problems": problems}, as_json=json)
    return terminal.Exit.trouble if problems else terminal.Exit.done


def _rebuilt(recorder: Recorder, session_ids: Iterator[str]) -> Iterator[tuple[str, Future[bool]]]:
    under_way: deque[tuple[str, Future[bool]]] = deque()
    for session_id in session_ids:
        under_way.append((session_id, recorder.refold(session_id)))
        if len(under_way) >= _UNDER_WAY:
            yield under_way.popleft()
    yield from under_way
