"""The room where measures are kept: counted as things happen, asked of the store when somebody reads them.

One is made for each server and handed to whoever has something to tell; nothing in it is global. Its methods may be
called from any thread and cost some microseconds.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Summary
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from switchbook import measures_table as table
from switchbook.errors import StoreError
from switchbook.measures_table import Kind, Measure
from switchbook.stores.contract_figures import JournalTally, Watched

# The source of what names none that we know: whoever sends that can make up any word.
UNKNOWN = "unknown"
RESULTS = ("taken", "repeated", "quarantined", "refused", "failed")
# Seconds. A delivery is durable in a few milliseconds; after fifteen seconds its sender has given up.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0)
_FOLD_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class Measures:
    """All measures of one server. `sources` are the names of those that may deliver."""

    def __init__(self, sources: Iterable[str] = ()) -> None:
        self._sources = tuple(sources)
        self._registry = CollectorRegistry()
        self._deliveries = Counter(*_made(table.DELIVERIES), registry=self._registry)
        self._acknowledgement = Histogram(*_made(table.ACKNOWLEDGEMENT), registry=self._registry, buckets=_BUCKETS)
        self._fold = Histogram(*_made(table.FOLD), registry=self._registry, buckets=_FOLD_BUCKETS)
        self._requests = Counter(*_made(table.REQUESTS), registry=self._registry)
        self._request_seconds = Histogram(*_made(table.REQUEST_SECONDS), registry=self._registry, buckets=_BUCKETS)
        self._under_way = Gauge(*_made(table.REQUESTS_UNDER_WAY), registry=self._registry)
        self._listeners = Gauge(*_made(table.LISTENERS), registry=self._registry)
        self._chore_seconds = Summary(*_made(table.CHORE_SECONDS), registry=self._registry)
        self._chore_failures = Counter(*_made(table.CHORE_FAILURES), registry=self._registry)
        self._chore_success = Gauge(*_made(table.CHORE_SUCCESS), registry=self._registry)
        build = Gauge(*_made(table.BUILD), registry=self._registry)
        build.labels(_version(), platform.python_version()).set(1)
        ProcessCollector(registry=self._registry)
        self._begin_at_zero()

    def watch(self, store: Watched) -> None:
        """Have this store asked for its figures whenever the measures are read."""
        self._registry.register(_Asked(store, self._sources))

    def delivered(self, source: str, result: str, count: int = 1) -> None:
        """So many deliveries (or refused payloads) came to this end; `result` is one of RESULTS."""
        self._deliveries.labels(source, result).inc(count)

    def acknowledged(self, source: str, seconds: float) -> None:
        """A payload was durable and answered after so long."""
        self._acknowledgement.labels(source).observe(seconds)

    def folded(self, source: str, seconds: float) -> None:
        """A delivery took so much of the writer's time."""
        self._fold.labels(source).observe(seconds)

    def request_began(self) -> None:
        """A request came; `request_ended` follows."""
        self._under_way.inc()

    def request_ended(self, operation: str | None, status: int, seconds: float) -> None:
        """A request was answered; the answer began after so long."""
        self._under_way.dec()
        self._requests.labels(operation or "none", status).inc()
        self._request_seconds.labels(operation or "none").observe(seconds)

    def listeners(self, change: int) -> None:
        """So many more listen to the feed, or fewer."""
        self._listeners.inc(change)

    def chore_ended(self, chore: str, seconds: float, *, at: float, failed: bool) -> None:
        """A chore was done, or failed, at a time in seconds since 1970."""
        self._chore_seconds.labels(chore).observe(seconds)
        self._chore_failures.labels(chore).inc(int(failed))
        if not failed:
            self._chore_success.labels(chore).set(at)

    def written(self, accept: str) -> tuple[bytes, str]:
        """All of them in the format an Accept header likes best, and its media type. It asks the store: it blocks."""
        try:
            encode, media_type = choose_encoder(accept)
        except (TypeError, ValueError):
            # The library compares whatever is said to be a version.
            encode, media_type = choose_encoder("")
        return encode(_Plain(self._registry)), media_type

    def _begin_at_zero(self) -> None:
        """A rate needs a value before the first event."""
        for source in (*self._sources, UNKNOWN):
            for result in RESULTS if source != UNKNOWN else ("refused",):
                self._deliveries.labels(source, result)


def _made(row: Measure) -> tuple[str, str, tuple[str, ...]]:
    """What the library's classes want of a row first."""
    return row.name, row.help, row.labels


class _Plain(Collector):
    """A registry without the times at which its series began: they are half of the output, and nobody asks for them."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        """Every measure with its values."""
        for metric in self._registry.collect():
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric


class _Asked(Collector):
    """The figures of a store, asked for at every reading. Of `sources` that sent nothing yet it tells zeros."""

    def __init__(self, store: Watched, sources: Iterable[str]) -> None:
        self._store = store
        self._silent = [JournalTally(source=source) for source in sources]

    def collect(self) -> Iterator[Metric]:
        """Its measures; of a store that does not answer only that."""
        try:
            figures = self._store.figures()
        except StoreError:
            yield _family(table.STORE_UP, [((), 0)])
            return
        yield _family(table.STORE_UP, [((), 1)])
        yield _family(table.SESSIONS, [((shelf.name,), count) for shelf, count in figures.sessions.items()])
        yield from _of_journal([*self._silent, *figures.journal])
        hooks = [((hook.hook_id, hook.source), hook.last.timestamp() if hook.last else 0) for hook in figures.hooks]
        yield _family(table.HOOK_NEWEST, hooks)
        yield _family(table.STORE_BYTES, [((name,), size) for name, size in figures.files.items()])
        yield _family(table.STORE_FREE, [((), figures.free_bytes)])


def _of_journal(told: Iterable[JournalTally]) -> Iterator[Metric]:
    """The measures of the journal; of what is told of one source, the last counts."""
    tallies: dict[tuple[str, ...], JournalTally] = {(tally.source,): tally for tally in told}
    yield _family(table.QUARANTINED, [(labels, tally.quarantined) for labels, tally in tallies.items()])
    yield _family(table.JOURNAL_DELIVERIES, [(labels, tally.entries) for labels, tally in tallies.items()])
    yield _family(table.JOURNAL_BYTES, [(labels, tally.kept_bytes) for labels, tally in tallies.items()])
    yield _family(table.JOURNAL_APPENDED, [(labels, tally.appended) for labels, tally in tallies.items()])
    newest = [(labels, tally.newest.timestamp()) for labels, tally in tallies.items() if tally.newest is not None]
    yield _family(table.JOURNAL_NEWEST, newest)


def _family(row: Measure, values: Iterable[tuple[tuple[str, ...], float]]) -> Metric:
    """One measure of the table with its values."""
    kind = CounterMetricFamily if row.kind is Kind.counter else GaugeMetricFamily
    family = kind(row.name, row.help, labels=row.labels)
    for labels, value in values:
        family.add_metric(labels, value)
    return family


def _version() -> str:
    """The program's version; the benchmark runs it from its sources, where it has none."""
    try:
        return version("switchbook")
    except PackageNotFoundError:
        return "unknown"
