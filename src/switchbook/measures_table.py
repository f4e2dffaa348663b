"""Every measure as a row of one table: name, kind, labels, what it says. The registry and the page both come from it.

Names follow Prometheus ("Metric and label naming", "Best practices: instrumentation"): base units, `_total` for what
only grows, times as seconds since 1970 rather than ages. No label holds anything that a stranger can make up.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What can be done with a measure; Prometheus' own words."""

    counter = "counter"
    gauge = "gauge"
    histogram = "histogram"
    summary = "summary"


class Measure(msgspec.Struct, frozen=True):
    """One measure, named as it is shown."""

    name: str
    kind: Kind
    labels: tuple[str, ...]
    help: str


# What this process counts, from when it began.
DELIVERIES = Measure(
    "switchbook_deliveries_total",
    Kind.counter,
    ("source", "result"),
    "Deliveries that reached this server: taken, repeated or quarantined; and payloads it refused"
    " (signature, unknown hook, too large) or failed to keep.",
)
ACKNOWLEDGEMENT = Measure(
    "switchbook_acknowledgement_seconds",
    Kind.histogram,
    ("source",),
    "From when a payload has come whole until it is durable and answered. Twilio gives up after 15 seconds.",
)
FOLD = Measure(
    "switchbook_fold_seconds",
    Kind.histogram,
    ("source",),
    "What one delivery takes of the writer: journal, fold and save, without the commit it shares.",
)
REQUESTS = Measure(
    "switchbook_requests_total",
    Kind.counter,
    ("operation", "status"),
    "Requests by operation and HTTP status; operation `none` was answered before it was known, status 0 never.",
)
REQUEST_SECONDS = Measure(
    "switchbook_request_seconds",
    Kind.histogram,
    ("operation",),
    "From a request's head until its answer begins.",
)
REQUESTS_UNDER_WAY = Measure(
    "switchbook_requests_under_way", Kind.gauge, (), "Requests that are being answered now, listeners among them."
)
LISTENERS = Measure(
    "switchbook_changes_listeners", Kind.gauge, (), "Clients that listen to the feed of changes (server-sent events)."
)
CHORE_SECONDS = Measure(
    "switchbook_chore_seconds", Kind.summary, ("chore",), "Time spent on what the server does by itself, and how often."
)
CHORE_FAILURES = Measure(
    "switchbook_chore_failures_total", Kind.counter, ("chore",), "Runs of a chore that failed; the log says where."
)
CHORE_SUCCESS = Measure(
    "switchbook_chore_last_success_timestamp_seconds",
    Kind.gauge,
    ("chore",),
    "When a chore was last done without error.",
)
BUILD = Measure("switchbook_build_info", Kind.gauge, ("version", "python"), "Always 1; the labels say what runs.")

# What the book tells when it is asked, of whatever process did it.
STORE_UP = Measure("switchbook_store_up", Kind.gauge, (), "1 when the book answers; 0: the measures below are missing.")
SESSIONS = Measure("switchbook_sessions", Kind.gauge, ("shelf",), "Sessions on the shelf, `live` or `archive`.")
QUARANTINED = Measure(
    "switchbook_quarantined_deliveries", Kind.gauge, ("source",), "Deliveries kept that could not be read."
)
HOOK_NEWEST = Measure(
    "switchbook_hook_newest_delivery_timestamp_seconds",
    Kind.gauge,
    ("hook", "source"),
    "When something authentic last came through the hook; 0 is never.",
)
JOURNAL_DELIVERIES = Measure(
    "switchbook_journal_deliveries", Kind.gauge, ("source",), "Entries of the journal that are kept now."
)
JOURNAL_BYTES = Measure("switchbook_journal_bytes", Kind.gauge, ("source",), "Their size as kept, compressed.")
JOURNAL_APPENDED = Measure(
    "switchbook_journal_appended_total",
    Kind.counter,
    ("source",),
    "Entries ever appended, also by `ingest`, `watch` and other commands.",
)
JOURNAL_NEWEST = Measure(
    "switchbook_journal_newest_timestamp_seconds",
    Kind.gauge,
    ("source",),
    "When the newest entry ever was received, whichever way it came.",
)
STORE_BYTES = Measure(
    "switchbook_store_bytes",
    Kind.gauge,
    ("file",),
    "Size on disk: the `book`, and the `wal` that is not yet part of it.",
)
STORE_FREE = Measure(
    "switchbook_store_free_bytes", Kind.gauge, (), "Part of the book's size that is free for new data."
)

OF_PROCESS = (
    DELIVERIES,
    ACKNOWLEDGEMENT,
    FOLD,
    REQUESTS,
    REQUEST_SECONDS,
    REQUESTS_UNDER_WAY,
    LISTENERS,
    CHORE_SECONDS,
    CHORE_FAILURES,
    CHORE_SUCCESS,
    BUILD,
)
OF_STORE = (
    STORE_UP,
    SESSIONS,
    QUARANTINED,
    HOOK_NEWEST,
    JOURNAL_DELIVERIES,
    JOURNAL_BYTES,
    JOURNAL_APPENDED,
    JOURNAL_NEWEST,
    STORE_BYTES,
    STORE_FREE,
)
