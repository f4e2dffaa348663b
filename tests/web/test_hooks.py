"""Payloads as their sources send them: signed, taken once, counted, quarantined, refused."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from concurrent.futures import Future
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from support.calling import START, Caller, Clock, application, bearer
from support.quarantine import quarantine_of
from twilio.request_validator import RequestValidator

from switchbook import access
from switchbook.errors import StoreError
from switchbook.model.directory import Account
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_people import Delivery, Hook
from switchbook.stores.memory import MemoryStore

T = TypeVar("T")

# Constructed generic events.
GENERIC_EVENTS: tuple[dict[str, object], dict[str, object]] = (
    {"version": 1, "type": "started", "leg": "l1", "at": "2026-11-22T04:59:58Z", "from": "+15035551234"},
    {"version": 1, "type": "ended", "leg": "l1", "at": "2026-11-22T05:00:40Z", "ending": "completed"},
)

TOKEN = "12345"  # the auth token of Twilio's own test vectors
PUBLIC = "https://calls.example.com"
# The fields of a voice status callback as Twilio documents them.
RINGING = {
    "AccountSid": "AC" + "0" * 32,
    "ApiVersion": "2010-04-01",
    "CallSid": "CA" + "1" * 32,
    "CallStatus": "ringing",
    "CallbackSource": "call-progress-events",
    "Direction": "inbound",
    "From": "+15035551234",
    "SequenceNumber": "0",
    "Timestamp": "Sun, 22 Nov 2026 04:59:58 +0000",
    "To": "+18005551212",
}
COMPLETED = {
    **RINGING,
    "CallStatus": "completed",
    "SequenceNumber": "2",
    "CallDuration": "42",
    "Timestamp": "Sun, 22 Nov 2026 05:00:40 +0000",
}


def put_hook(store: Store, source: str, *secrets: str) -> Hook:
    """A hook of account a1 with these secrets."""
    made = access.new_hook(source, "a1", secrets[0])
    hook = Hook(id=made.id, source=source, account_id="a1", secrets=secrets)

    def put(ledger: Ledger) -> None:
        ledger.put_account(Account(id="a1", name="North"))
        ledger.put_hook(hook)

    store.write(put).result()
    return hook


def signed(url: str, fields: dict[str, str], token: str = TOKEN) -> dict[str, Any]:
    """A callback with the signature that Twilio's own package makes."""
    signature = RequestValidator(token).compute_signature(url, fields)
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return {"content": urlencode(fields), "headers": headers}


def sessions(caller: Caller, key: str) -> list[dict[str, Any]]:
    """The sessions of the book."""
    items: list[dict[str, Any]] = caller.get("/sessions", headers=bearer(key)).json()["items"]
    return items


@pytest.fixture
def public(store: Store, clock: Clock) -> Caller:
    """A client of an application whose outside address is set."""
    return Caller(application(store, clock, public_url=PUBLIC))


def test_a_signed_callback_is_taken_and_answered_204(public: Caller, store: Store, key: str) -> None:
    hook = put_hook(store, "twilio", TOKEN)
    path = f"/hooks/twilio/{hook.id}"

    answers = [public.post(path, **signed(PUBLIC + path, fields)) for fields in (RINGING, COMPLETED, RINGING)]

    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 3
    (seen,) = sessions(public, key)
    assert (seen["accountId"], seen["fromAddress"], seen["ended"]) == ("a1", "+15035551234", True)
    assert len(store.entries(seen["id"])) == 2


@pytest.mark.parametrize(
    ("public_url", "signed_over", "status"),
    [
        (PUBLIC, PUBLIC, 204),
        (PUBLIC, "https://calls.example.com:443", 204),
        (PUBLIC + "/voice/", PUBLIC + "/voice", 204),
        (PUBLIC, "http://book.example", 403),
        ("", "http://book.example", 204),
        ("", "http://127.0.0.1:8080", 204),
        ("", PUBLIC, 403),
    ],
)
def test_a_signature_is_over_the_public_address(
    store: Store, clock: Clock, public_url: str, signed_over: str, status: int
) -> None:
    caller = Caller(application(store, clock, **({"public_url": public_url} if public_url else {})))
    path = f"/hooks/twilio/{put_hook(store, 'twilio', TOKEN).id}?campaign=%41+b&x="

    assert caller.post(path, **signed(signed_over + path, RINGING)).status_code == status


@pytest.mark.parametrize("token", ["old token", "new token"])
def test_either_of_two_secrets_signs(public: Caller, store: Store, token: str) -> None:
    path = f"/hooks/twilio/{put_hook(store, 'twilio', 'old token', 'new token').id}"

    assert public.post(path, **signed(PUBLIC + path, RINGING, token)).status_code == 204


def test_a_wrong_signature_is_403_and_nothing_is_kept(public: Caller, store: Store, key: str) -> None:
    path = f"/hooks/twilio/{put_hook(store, 'twilio', TOKEN).id}"
    forged = signed(PUBLIC + path, RINGING, "guess")
    tampered = {**signed(PUBLIC + path, RINGING), "content": urlencode({**RINGING, "From": "+1"})}
    unsigned = {"data": RINGING}

    answers = [public.post(path, **parts) for parts in (forged, tampered, unsigned)]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert answers[0].json()["responseStatus"]["errorCode"] == "Forbidden"
    assert sessions(public, key) == []
    assert quarantine_of(store) == []


@pytest.mark.parametrize("path", ["/hooks/twilio/none", "/hooks/fax/{id}", "/hooks/generic/{id}", "/hooks/Twilio/{id}"])
def test_an_unknown_hook_is_404(public: Caller, store: Store, path: str) -> None:
    path = path.format(id=put_hook(store, "twilio", TOKEN).id)

    answer = public.post(path, **signed(PUBLIC + path, RINGING))

    assert answer.status_code == 404
    assert answer.json()["responseStatus"]["errorCode"] == "NotFound"


def test_an_unreadable_callback_is_acknowledged_and_kept(public: Caller, store: Store) -> None:
    path = f"/hooks/twilio/{put_hook(store, 'twilio', TOKEN).id}"

    answer = public.post(path, **signed(PUBLIC + path, {"Body": "not a call"}))

    assert answer.status_code == 204
    (kept,) = quarantine_of(store)
    assert (kept.payload, kept.received, kept.account_id) == (b"Body=not+a+call", START, "a1")


def test_what_twilio_would_carry_out_is_answered_without_instructions(public: Caller, store: Store) -> None:
    path = f"/hooks/twilio/{put_hook(store, 'twilio', TOKEN).id}"
    action = {"CallSid": RINGING["CallSid"], "CallStatus": "in-progress", "QueueResult": "leave", "QueueSid": "QU1"}

    answer = public.post(path, **signed(PUBLIC + path, action))

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def test_generic_events_are_counted(public: Caller, store: Store, key: str) -> None:
    path = f"/hooks/generic/{put_hook(store, 'generic', 'word').id}"
    started, ended = GENERIC_EVENTS

    first = public.post(path, json=[started, ended, started], headers=bearer("word"))

    (seen,) = sessions(public, key)
    assert first.status_code == 200
    assert first.json() == {"taken": 2, "repeated": 1, "quarantined": 0, "sessions": [seen["id"]]}
    assert first.headers["content-type"] == "application/json; charset=utf-8"


def test_a_generic_payload_may_be_signed(public: Caller, store: Store) -> None:
    path = f"/hooks/generic/{put_hook(store, 'generic', 'word').id}"
    body = json.dumps(GENERIC_EVENTS[0]).encode()
    mac = hmac.new(b"word", body, sha256).hexdigest()

    assert public.post(path, content=body, headers={"X-Switchbook-Signature": f"sha256={mac}"}).status_code == 200
    assert public.post(path, content=body, headers={"X-Switchbook-Signature": f"sha256={mac[::-1]}"}).status_code == 403


def test_a_generic_payload_that_cannot_be_read_is_kept_and_400(public: Caller, store: Store) -> None:
    path = f"/hooks/generic/{put_hook(store, 'generic', 'word').id}"
    started, _ = GENERIC_EVENTS
    payload = [started, {**started, "type": "exploded"}]

    answers = [public.post(path, json=payload, headers=bearer("word")) for _ in range(2)]

    for answer in answers:
        assert answer.status_code == 400
        told = answer.json()["responseStatus"]
        assert told["errorCode"] == "UnreadablePayload"
        assert told["message"].startswith("1 of 2 could not be read and are kept")
        assert "type" in told["message"]
    assert len(quarantine_of(store)) == 1


def test_a_payload_has_a_limit(store: Store, clock: Clock) -> None:
    caller = Caller(application(store, clock, max_body_bytes="1024"))
    path = f"/hooks/generic/{put_hook(store, 'generic', 'word').id}"

    answer = caller.post(path, content=b" " * 1025, headers=bearer("word"))

    assert answer.status_code == 413
    assert quarantine_of(store) == []


class FullStore(MemoryStore):
    """A store whose disk is full from some time on."""

    full = False

    def write(self, work: Callable[[Ledger], T]) -> Future[T]:
        if not self.full:
            return super().write(work)
        refused: Future[T] = Future()
        refused.set_exception(StoreError("the disk is full"))
        return refused


def test_what_is_not_durable_is_not_acknowledged(clock: Clock) -> None:
    store = FullStore()
    caller = Caller(application(store, clock, public_url=PUBLIC))
    path = f"/hooks/twilio/{put_hook(store, 'twilio', TOKEN).id}"
    store.full = True

    assert caller.post(path, **signed(PUBLIC + path, RINGING)).status_code == 500


def test_neither_secrets_nor_numbers_are_logged(public: Caller, store: Store) -> None:
    path = f"/hooks/twilio/{put_hook(store, 'twilio', TOKEN).id}?caller=%2B15035551234"

    with capture_logs() as logged:
        public.post(path, **signed(PUBLIC + path, RINGING))

    delivery, request = logged
    assert (delivery["result"], request["status"]) == ("taken", 204)
    assert not [word for word in (TOKEN, "5035551234", "Signature", "caller") if word in str(logged)]


def test_a_delivery_has_a_line_that_leads_to_its_sessions(public: Caller, store: Store, key: str) -> None:
    hook = put_hook(store, "twilio", TOKEN)
    path = f"/hooks/twilio/{hook.id}"

    with capture_logs([merge_contextvars]) as logged:
        answer = public.post(path, **signed(PUBLIC + path, RINGING))

    (seen,) = sessions(public, key)
    (entry,) = store.entries(seen["id"])
    line = logged[0]
    assert line.pop("milliseconds") >= 0
    assert line == {
        "event": "delivery",
        "log_level": "info",
        "request_id": answer.headers["x-request-id"],
        "source": "twilio",
        "hook": hook.id,
        "result": "taken",
        "keys": [entry.key.hex()],
        "sessions": [seen["id"]],
    }


def test_the_line_of_many_deliveries_counts_them(public: Caller, store: Store) -> None:
    path = f"/hooks/generic/{put_hook(store, 'generic', 'word').id}"
    logged_events = [{"version": 1, "type": "logged", "leg": "l1", "message": str(number)} for number in range(30)]

    with capture_logs() as logged:
        public.post(path, json=[*logged_events, logged_events[0], {"version": 1}], headers=bearer("word"))

    line = logged[0]
    assert [line[name] for name in ("result", "taken", "repeated", "quarantined")] == ["mixed", 30, 1, 1]
    assert (len(line["keys"]), len(line["sessions"])) == (20, 1)


def test_a_delivery_that_is_refused_or_fails_says_why(clock: Clock) -> None:
    store = FullStore()
    caller = Caller(application(store, clock, public_url=PUBLIC))
    path = f"/hooks/twilio/{put_hook(store, 'twilio', TOKEN).id}"
    store.full = True

    with capture_logs() as logged:
        caller.post(path, **signed(PUBLIC + path, RINGING, "guess"))
        caller.post("/hooks/twilio/" + "x" * 100, content=b"")
        caller.post(path, **signed(PUBLIC + path, RINGING))

    lines = [line for line in logged if line["event"] == "delivery"]
    assert [(line["result"], line["reason"]) for line in lines] == [
        ("refused", "Forbidden"),
        ("refused", "NotFound"),
        ("failed", "StoreError"),
    ]
    assert lines[1]["hook"] == "x" * 64


def test_a_hook_says_the_zone_and_region_that_a_payload_does_not(caller: Caller, store: Store) -> None:
    hook = access.new_hook("generic", "a1", TOKEN, time_zone="Europe/Berlin", region="DE")
    store.write(lambda ledger: ledger.put_hook(hook)).result()
    path = f"/hooks/generic/{hook.id}"
    headers = {"Authorization": f"Bearer {TOKEN}"}

    for content_type in ("application/json", "application/json; time-zone=Asia/Tokyo"):
        caller.post(path, content=content_type, headers={**headers, "Content-Type": content_type})

    assert [entry.content_type for entry in quarantine_of(store)] == [
        "application/json; time-zone=Europe/Berlin; region=DE",
        "application/json; time-zone=Asia/Tokyo; region=DE",
    ]


def test_the_last_authentic_delivery_of_a_hook_is_kept(caller: Caller, store: Store, clock: Clock) -> None:
    hook = put_hook(store, "generic", TOKEN)
    path = f"/hooks/generic/{hook.id}"
    caller.post(path, json=GENERIC_EVENTS[0], headers={"Authorization": f"Bearer {TOKEN}"})
    clock.pass_by(minutes=5)
    # A repeat, and what cannot be read, show that the source is there.
    caller.post(path, content=b"{", headers={"Authorization": f"Bearer {TOKEN}"})
    called = clock.now
    clock.pass_by(minutes=5)
    caller.post(path, json=GENERIC_EVENTS[1], headers={"Authorization": "Bearer wrong"})

    assert dict(store.last_deliveries()) == {hook.id: Delivery(at=called, quarantined=True)}
    caller.post(path, json=GENERIC_EVENTS[1], headers={"Authorization": f"Bearer {TOKEN}"})
    assert dict(store.last_deliveries()) == {hook.id: Delivery(at=clock.now, quarantined=False)}
