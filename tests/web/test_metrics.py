"""The measures as Prometheus reads them: exact counts, who may read them, and none that is not on the page."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families
from support.callbacks import CALLER, generic_event, parent_callback
from support.calling import Caller, Clock, application, basic, bearer, put_key, put_user
from support.program import Program
from support.serving import serving
from support.sessions import keep, session
from twilio.request_validator import RequestValidator

from switchbook import access
from switchbook.measures_table import OF_PROCESS, OF_STORE, Kind
from switchbook.model.actor import Role
from switchbook.model.query import Shelf
from switchbook.stores.contract import Store
from switchbook.stores.memory import MemoryStore

DOCS = Path(__file__).parents[2] / "docs"
TOKEN = "a-token-for-the-collector"
TWILIO_TOKEN = "secret of twilio"
ACCOUNT = "tenant-north"
PROMETHEUS = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;"
    "q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
)
Values = dict[tuple[str, frozenset[tuple[str, str]]], float]


def values_in(text: str) -> Values:
    """Every sample by name and labels."""
    families = text_string_to_metric_families(text)
    return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}


def value(values: Values, name: str, **labels: str) -> float | None:
    """The value of one sample; None where there is none."""
    return values.get((f"switchbook_{name}", frozenset(labels.items())))


def read(caller: Caller, key: str) -> Values:
    """The measures of an application."""
    answer = caller.get("/metrics", headers=bearer(key))
    assert answer.status_code == 200
    return values_in(answer.text)


class Watched:
    """A running server with a hook of Twilio's and a generic one, and what it measures."""

    def __init__(self, program: Program, http: httpx.Client) -> None:
        self.http = http
        self.hooks = {source: made(program, source) for source in ("twilio", "generic")}

    def twilio(self, form: bytes, token: str = TWILIO_TOKEN) -> int:
        """The status of a delivery that is signed with this token."""
        path = f"/hooks/twilio/{self.hooks['twilio']}"
        url = str(self.http.base_url.join(path))
        signature = RequestValidator(token).compute_signature(url, dict(parse_qsl(form.decode())))
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        return self.http.post(path, content=form, headers=headers).status_code

    def generic(self, content: bytes) -> int:
        """The status of a generic delivery."""
        path = f"/hooks/generic/{self.hooks['generic']}"
        return self.http.post(path, content=content, headers=bearer("secret of generic")).status_code

    def unknown(self) -> int:
        """The status of a delivery to a hook of a source there is none of."""
        return self.http.post("/hooks/telex/1").status_code

    def values(self) -> Values:
        """What the token shows."""
        return values_in(self.http.get("/metrics", headers=bearer(TOKEN)).text)


def made(program: Program, source: str) -> str:
    """The id of a new hook."""
    secret = f"secret of {source}"
    hook: dict[str, Any] = program.answer(
        "hooks", "create", "--source", source, "--account", ACCOUNT, "--secret", secret
    )
    return str(hook["id"])


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A server that was sent one of each, and a file that another process took in meanwhile."""
    directory = tmp_path_factory.mktemp("watched")
    program = Program(directory / "book", SWITCHBOOK_METRICS_TOKEN=TOKEN)
    with program.serving() as server, httpx.Client(base_url=server.url) as http:
        watched = Watched(program, http)
        started, ended = generic_event("started", 1), generic_event("ended", 60, ending="completed")
        assert [watched.twilio(parent_callback("ringing", 0, 0)) for _ in range(3)] == [204] * 3
        assert watched.twilio(parent_callback("ringing", 0, 0), "guess") == 403
        assert watched.generic(json.dumps([started, ended]).encode()) == 200
        assert watched.generic(json.dumps([started, {**started, "type": "exploded"}]).encode()) == 400
        assert watched.generic(b"{") == 400
        assert watched.unknown() == 404
        file = directory / "events.jsonl"
        file.write_text("\n".join(json.dumps(generic_event("started", 1, f"leg-{number}")) for number in range(10, 15)))
        program.answer("ingest", str(file), "--source", "generic", "--account", ACCOUNT)
        yield watched


@pytest.mark.parametrize(
    ("source", "result", "count"),
    [
        ("twilio", "taken", 1),
        ("twilio", "repeated", 2),
        ("twilio", "quarantined", 0),
        ("twilio", "refused", 1),
        ("twilio", "failed", 0),
        ("generic", "taken", 2),
        ("generic", "repeated", 1),
        ("generic", "quarantined", 2),
        ("generic", "refused", 0),
        ("unknown", "refused", 1),
        ("asterisk-cdr", "taken", 0),
        ("telex", "refused", None),
    ],
)
def test_deliveries_are_counted_by_what_became_of_them(
    watched: Watched, source: str, result: str, count: int | None
) -> None:
    assert value(watched.values(), "deliveries_total", source=source, result=result) == count


def test_what_is_answered_and_folded_is_timed(watched: Watched) -> None:
    values = watched.values()

    # One for each payload that was kept, one for each delivery in them.
    assert value(values, "acknowledgement_seconds_count", source="twilio") == 3
    assert value(values, "acknowledgement_seconds_count", source="generic") == 3
    assert value(values, "fold_seconds_count", source="generic") == 5
    assert 0 < (value(values, "acknowledgement_seconds_sum", source="twilio") or 0) < 30
    assert value(values, "acknowledgement_seconds_bucket", source="twilio", le="+Inf") == 3
    assert value(values, "requests_total", operation="Deliver", status="204") == 3
    assert value(values, "requests_total", operation="Deliver", status="400") == 2
    assert value(values, "requests_under_way") == 1


def test_the_book_tells_what_other_processes_did(watched: Watched) -> None:
    values = watched.values()

    assert value(values, "store_up") == 1
    assert value(values, "journal_appended_total", source="generic") == 9
    assert value(values, "journal_deliveries", source="generic") == 9
    assert value(values, "quarantined_deliveries", source="generic") == 2
    assert value(values, "quarantined_deliveries", source="asterisk-cdr") == 0
    assert value(values, "journal_newest_timestamp_seconds", source="asterisk-cdr") is None
    assert value(values, "sessions", shelf="live") == 7
    assert value(values, "sessions", shelf="archive") == 0
    assert (value(values, "journal_bytes", source="generic") or 0) > 100
    assert (value(values, "store_bytes", file="book") or 0) >= 8192


def test_every_hook_says_when_it_was_last_called(watched: Watched) -> None:
    values = watched.values()
    name = "hook_newest_delivery_timestamp_seconds"

    called = [value(values, name, hook=hook, source=source) for source, hook in watched.hooks.items()]
    assert all(at is not None and at > 1_700_000_000 for at in called)
    assert value(values, "journal_newest_timestamp_seconds", source="generic") >= called[1]  # type: ignore[operator]


def test_chores_say_when_they_were_last_done(watched: Watched) -> None:
    values = watched.values()

    for chore in ("give up", "archive", "trim"):
        assert (value(values, "chore_last_success_timestamp_seconds", chore=chore) or 0) > 1_700_000_000
        assert value(values, "chore_failures_total", chore=chore) == 0


def test_all_that_is_shown_is_documented_and_the_other_way_round(watched: Watched) -> None:
    text = watched.http.get("/metrics", headers=bearer(TOKEN)).text
    shown = {line.split()[2]: line.split()[3] for line in text.splitlines() if line.startswith("# TYPE")}

    documented = {row.name: row.kind.value for row in (*OF_PROCESS, *OF_STORE)}
    ours = {name: kind for name, kind in shown.items() if not name.startswith("process_")}
    assert ours == documented
    page = (DOCS / "metrics.md").read_text("utf-8")
    assert [name for name in shown if f"`{name}`" not in page] == []


def test_no_account_no_secret_and_no_number_is_shown(watched: Watched) -> None:
    text = watched.http.get("/metrics", headers=bearer(TOKEN)).text

    assert [word for word in (ACCOUNT, "secret", TOKEN, CALLER.lstrip("+"), "leg-1") if word in text] == []


def test_alerts_ask_for_what_is_shown() -> None:
    rules = (DOCS / "alerts.yml").read_text("utf-8")
    page = (DOCS / "operate.md").read_text("utf-8")
    endings = {Kind.histogram: ("_bucket", "_sum", "_count"), Kind.summary: ("_sum", "_count")}
    shown = {row.name + ending for row in (*OF_PROCESS, *OF_STORE) for ending in endings.get(row.kind, ("",))}

    assert set(re.findall(r"switchbook_\w+", rules)) <= shown
    assert [alert for alert in re.findall(r"alert: (\w+)", rules) if alert not in page] == []


@pytest.fixture
def token_caller(store: Store, clock: Clock) -> Caller:
    """A client of an application that knows the token."""
    return Caller(application(store, clock, metrics_token=TOKEN))


def test_administrators_of_everything_and_the_token_may_read(token_caller: Caller, store: Store, key: str) -> None:
    put_user(store)
    manager = put_key(store, Role.Manager)

    answers = {
        name: token_caller.get("/metrics", headers=headers).status_code
        for name, headers in {
            "token": bearer(TOKEN),
            "key": bearer(key),
            "user": basic("ann@example.com", "a long pass phrase"),
            "nobody": {},
            "wrong token": bearer(TOKEN + "x"),
            "not ascii": {"Authorization": b"Bearer \xe9"},
            "manager": bearer(manager),
        }.items()
    }

    assert answers == {
        "token": 200,
        "key": 200,
        "user": 200,
        "nobody": 401,
        "wrong token": 401,
        "not ascii": 401,
        "manager": 403,
    }


def test_an_administrator_of_some_accounts_may_not(token_caller: Caller, store: Store) -> None:
    secret = put_key(store, accounts=frozenset({"a1"}))

    assert token_caller.get("/metrics", headers=bearer(secret)).status_code == 403


def test_the_token_opens_nothing_else(token_caller: Caller) -> None:
    assert token_caller.get("/sessions", headers=bearer(TOKEN)).status_code == 401


def test_an_empty_token_opens_nothing(caller: Caller) -> None:
    assert caller.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401


@pytest.mark.parametrize(("setting", "status"), [("open", 200), ("off", 404), ("key", 401)])
def test_the_setting_says_who_may_read(store: Store, clock: Clock, setting: str, status: int) -> None:
    assert Caller(application(store, clock, metrics=setting)).get("/metrics").status_code == status


def test_the_format_is_the_one_asked_for(caller: Caller, key: str) -> None:
    plain = caller.get("/metrics", headers={**bearer(key), "Accept": "*/*"})
    asked = caller.get("/metrics", headers={**bearer(key), "Accept": PROMETHEUS})

    assert plain.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert plain.headers["cache-control"] == "no-store"
    assert asked.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    families = {family.name: family for family in open_metrics(asked.text)}
    assert families["switchbook_deliveries"].type == "counter"
    assert "_created" not in plain.text + asked.text


@pytest.mark.parametrize("accept", ["text/plain;version=x", "application/openmetrics-text;version=1.x", ";;=,", ""])
def test_a_version_that_is_none_is_no_error(caller: Caller, key: str, accept: str) -> None:
    answer = caller.get("/metrics", headers={**bearer(key), "Accept": accept})

    assert answer.status_code == 200
    assert values_in(answer.text.replace("# EOF\n", ""))


def test_requests_are_counted_by_operation_and_status(caller: Caller, key: str) -> None:
    caller.get("/sessions", headers=bearer(key))
    caller.get("/json/reply/ListSessions", headers=bearer(key))
    caller.get("/sessions")
    caller.get("/sessions?countPerPage=-1", headers=bearer(key))
    caller.get("/nothing/here")
    caller.get("/api/MadeUpByAStranger")
    caller.get("/health")

    values = read(caller, key)

    counted = {dict(labels)["operation"] for name, labels in values if name == "switchbook_requests_total"}
    assert counted == {"ListSessions", "Health", "none"}
    statuses = [value(values, "requests_total", operation="ListSessions", status=s) for s in ("200", "401", "400")]
    assert statuses == [2, 1, 1]
    assert value(values, "requests_total", operation="none", status="404") == 1
    assert value(values, "requests_total", operation="none", status="405") == 1
    assert value(values, "request_seconds_count", operation="ListSessions") == 4


def test_both_shelves_and_a_silent_hook_are_told(caller: Caller, store: Store, key: str, clock: Clock) -> None:
    keep(store, session(1), session(2))
    keep(store, session(3), shelf=Shelf.archive)
    hooks = [access.new_hook("twilio", "a1", "s"), access.new_hook("generic", "a1", "s")]
    store.write(lambda ledger: [ledger.put_hook(hook) for hook in hooks]).result()
    called = clock.now - timedelta(hours=2)
    store.write(lambda ledger: ledger.note_delivery(hooks[0].id, called)).result()

    values = read(caller, key)

    assert [value(values, "sessions", shelf=shelf) for shelf in ("live", "archive")] == [2, 1]
    name = "hook_newest_delivery_timestamp_seconds"
    assert value(values, name, hook=hooks[0].id, source="twilio") == called.timestamp()
    assert value(values, name, hook=hooks[1].id, source="generic") == 0


def test_a_book_that_does_not_answer_is_told_as_such(store: MemoryStore, clock: Clock) -> None:
    caller = Caller(application(store, clock, metrics_token=TOKEN))
    store.close()

    values = read(caller, TOKEN)

    assert value(values, "store_up") == 0
    assert value(values, "sessions", shelf="live") is None
    assert value(values, "build_info", version="0.1.0", python=platform.python_version()) == 1


def test_who_listens_is_counted_while_they_do(store: Store, clock: Clock, key: str) -> None:
    app = application(store, clock)
    caller = Caller(app)
    listen = {**bearer(key), "Accept": "text/event-stream"}

    with serving(app) as served:
        with httpx.stream("GET", f"{served.url}/sessions/changes", headers=listen) as listening:
            told = listening.iter_bytes()
            next(told)
            during = read(caller, key)
        app.state.live.end()
    after = read(caller, key)

    assert [value(during, name) for name in ("changes_listeners", "requests_under_way")] == [1, 2]
    assert [value(after, name) for name in ("changes_listeners", "requests_under_way")] == [0, 1]
    assert value(after, "request_seconds_count", operation="ListSessionChanges") == 1
