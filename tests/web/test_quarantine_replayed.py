"""Payloads read again over HTTP: what the audit trail says of one that still cannot be read."""

from __future__ import annotations

import msgspec
from support.callbacks import RECEIVED, as_json, generic_event
from support.calling import Caller, bearer
from support.quarantine import quarantine_of

from switchbook.ingest.generic import Generic
from switchbook.recorder import Recorder
from switchbook.stores.contract import Ledger, Store


def test_a_payload_that_still_cannot_be_read_is_told_as_it_was(caller: Caller, store: Store, key: str) -> None:
    caller.headers.update(bearer(key))
    events = [generic_event("started", 0), generic_event("odd", 1)]
    Recorder(store).take(Generic(), "a1", as_json(events), "application/json", RECEIVED).result()
    (kept,) = quarantine_of(store)
    assert (kept.error or "").startswith("[1]")

    answer = caller.post("/quarantine/replay", json={}).json()

    assert [each["error"] for each in answer["errors"]] == [kept.error]
    (line,) = caller.get("/audit?record=quarantine").json()["items"]
    assert line["after"] == line["before"]
    assert set(line["after"]) == {"source", "received", "error"}
    assert quarantine_of(store) == [kept]


def test_another_error_is_the_only_change(caller: Caller, store: Store, key: str) -> None:
    caller.headers.update(bearer(key))
    Recorder(store).take(Generic(), "a1", b"{", "application/json", RECEIVED).result()
    (kept,) = quarantine_of(store)

    def grown_old(ledger: Ledger) -> None:
        ledger.amend(msgspec.structs.replace(kept, error="an older reader's words"))

    store.write(grown_old).result()

    caller.post("/quarantine/replay", json={})

    (line,) = caller.get("/audit?record=quarantine").json()["items"]
    assert line["before"]["error"] == "an older reader's words"
    assert line["after"] == {**line["before"], "error": kept.error}
