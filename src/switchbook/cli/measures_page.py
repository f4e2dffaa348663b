"""The page of measures, from their table."""

from __future__ import annotations

from collections.abc import Iterable

from switchbook.measures_table import OF_PROCESS, OF_STORE, Measure


def measures_page() -> str:
    """Every measure with its kind, its labels and what it says, as Markdown."""
    return f"""\
# Metrics

`GET /metrics` shows these in Prometheus' text format, or as OpenMetrics to a reader that asks for it.
[Operate](operate.md#watching-it) says who may read them, how Prometheus is set up, and which alerts there are.

`source` is what sends (`twilio`, `generic` …); in what the book tells also `import`, `clock` (sessions given up) and
`snapshot` (what old entries shrank to). `hook` is a hook's id. No label names an account, a number or a person.

## Of this server

Counted since it started; a restart begins at 0.

{_table(OF_PROCESS)}
A histogram has `_bucket`, `_sum` and `_count`, a summary `_sum` and `_count`. Besides there are the usual measures of
a process on Linux: `process_cpu_seconds_total`, `process_resident_memory_bytes`, `process_virtual_memory_bytes`,
`process_open_fds`, `process_max_fds`, `process_start_time_seconds`.

## Of the book

Asked of the book at every reading. They are those of the book, so they also tell what other processes did
(`switchbook ingest`, `watch`, `archive`), and a restart changes nothing.

{_table(OF_STORE)}"""


def _table(measures: Iterable[Measure]) -> str:
    return "| metric | kind | labels | what it says |\n|---|---|---|---|\n" + "".join(map(_row, measures))


def _row(measure: Measure) -> str:
    labels = ", ".join(f"`{label}`" for label in measure.labels)
    return f"| `{measure.name}` | {measure.kind} | {labels} | {measure.help} |\n"
