"""Measures of the recorder and of the housekeeping, without a server around them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from prometheus_client.parser import text_string_to_metric_families
from support.callbacks import RECEIVED, as_json, generic_event

from switchbook.housekeeping import Chore, Housekeeping
from switchbook.ingest.generic import Generic
from switchbook.measures import Measures
from switchbook.recorder import Recorder
from switchbook.stores.memory import MemoryStore

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def values(measures: Measures, name: str) -> dict[tuple[str, ...], float]:
    """The samples of this name by the values of their labels, in the order of the labels' names."""
    text, _ = measures.written("")
    families = text_string_to_metric_families(text.decode())
    samples = (sample for family in families for sample in family.samples if sample.name == name)
    return {tuple(label for _, label in sorted(sample.labels.items())): sample.value for sample in samples}


def test_two_rooms_do_not_mix() -> None:
    one, other = Measures(["generic"]), Measures(["generic"])

    one.delivered("generic", "taken", 3)

    assert values(one, "switchbook_deliveries_total")["taken", "generic"] == 3
    assert values(other, "switchbook_deliveries_total")["taken", "generic"] == 0


def test_a_transaction_that_fails_takes_nothing() -> None:
    measures, store = Measures(["generic"]), MemoryStore()
    recorder = Recorder(store, measures=measures)

    def fail(*_: object) -> None:
        raise LookupError("on purpose")

    payload = as_json(generic_event("started", 1))
    failing = recorder.take(Generic(), "a1", payload, "", RECEIVED, also=fail)
    assert isinstance(failing.exception(), LookupError)
    assert set(values(measures, "switchbook_deliveries_total").values()) == {0}

    recorder.take_all(Generic(), "a1", [payload, payload], "", RECEIVED).result()
    counted = values(measures, "switchbook_deliveries_total")
    assert (counted["taken", "generic"], counted["repeated", "generic"]) == (1, 1)
    assert values(measures, "switchbook_fold_seconds_count") == {("generic",): 3}


def test_a_chore_that_fails_is_counted_and_its_last_success_stays() -> None:
    measures, enough = Measures(), threading.Event()
    runs: list[datetime] = []

    def run(at: datetime, _stop: object) -> None:
        runs.append(at)
        if len(runs) > 3:
            enough.set()
        if len(runs) > 1:
            raise OSError("the disk is gone")

    times = iter(NOW + timedelta(seconds=second) for second in range(1_000_000))
    keeping = Housekeeping([Chore("archive", timedelta(), run)], lambda: next(times), measures)
    keeping.start()
    assert enough.wait(10)
    keeping.stop()

    failures = values(measures, "switchbook_chore_failures_total")["archive",]
    assert failures == len(runs) - 1
    assert values(measures, "switchbook_chore_seconds_count")["archive",] == len(runs)
    (success,) = values(measures, "switchbook_chore_last_success_timestamp_seconds").values()
    assert runs[0].timestamp() <= success <= runs[1].timestamp()
