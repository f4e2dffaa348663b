"""`switchbook check`: proves that indexes, counters and documents agree."""

from __future__ import annotations

from contextlib import closing

from switchbook import wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from


def check(data: Data = None, config: Config = None, json: Json = False) -> int:
    """Compare every index, counter and document of the book with the others.

    Safe while a server runs. Ends with 1 when something disagrees, naming each place.
    """
    settings = settings_from(config, data=data)
    findings = []
    with closing(wiring.open_book(settings)) as store:
        for finding in store.check():
            findings.append({"part": finding.part, "problem": finding.problem})
            if not json:
                terminal.say(f"{finding.part}: {finding.problem}")
    if json:
        terminal.answer({"ok": not findings, "findings": findings}, as_json=True)
    elif not findings:
        terminal.say("Everything agrees.")
    return terminal.Exit.trouble if findings else terminal.Exit.done
