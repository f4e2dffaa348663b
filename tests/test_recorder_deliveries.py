"""What becomes of a delivery: taken, repeated or kept in quarantine; for which account, and read again later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from support.callbacks import ANNA, CALLER, FRONT_DESK, PARENT, RECEIVED, after, as_json, callback, generic_event
from support.callbacks import parent_callback as call
from support.quarantine import quarantine_of
from support.recording import ACCOUNTS, documents, new_book, only_document, story, take, take_all

from switchbook.ingest import Reading
from switchbook.ingest.generic import Generic
from switchbook.ingest.twilio import Twilio
from switchbook.model.event import LegRang, LegStarted
from switchbook.model.identity import session_id
from switchbook.recorder import Receipt, Recorder, Result, replay
from switchbook.stores.memory import MemoryStore

TWILIO, GENERIC = Twilio(), Generic()


class Telex:
    """A source for these tests. Each line is a leg that started; `+ leg` is one that rang, if the reader knows that.

    A line is named by its leg; what follows `#` is a remark. A reader that knows no lines takes the payload for one
    delivery and cannot read it.
    """

    name = "telex"

    def __init__(self, *, knows_lines: bool = True, knows_ringing: bool = True) -> None:
        self._knows_lines = knows_lines
        self._knows_ringing = knows_ringing

    def read(self, payload: bytes, content_type: str, received: datetime) -> Sequence[Reading]:
        if not self._knows_lines:
            return [Reading(payload=payload, error="more than one line")]
        return [self._line(line) for line in payload.splitlines()]

    def authentic(self, url: str, headers: Mapping[str, str], payload: bytes, secret: str) -> bool:
        return True

    def _line(self, line: bytes) -> Reading:
        leg = line.decode().removeprefix("+ ").partition(" #")[0]
        if not line.startswith(b"+"):
            return Reading(payload=line, key=(leg, "started"), events=(LegStarted(at=after(0), leg=leg),))
        if not self._knows_ringing:
            return Reading(payload=line, error="an unknown sign")
        return Reading(payload=line, key=(leg, "rang"), events=(LegRang(at=after(1), leg=leg),))


def receipt(store: MemoryStore, payload: bytes, account_id: str = "a1") -> Receipt:
    (only,) = take(store, TWILIO, payload, account_id=account_id)
    return only


def messages(store: MemoryStore) -> list[str]:
    return story(only_document(store))


def replay_all(store: MemoryStore, source: Telex) -> list[Result]:
    return [store.write(partial(replay, source=source, entry=entry)).result().result for entry in quarantine_of(store)]


def test_a_delivery_is_journalled_as_it_came_with_what_was_made_of_it() -> None:
    store = new_book()
    payload = call("ringing", 0, 0)

    told = receipt(store, payload)

    (entry,) = store.entries(session_id("a1", "twilio", PARENT))
    assert told == Receipt(Result.taken, session_id("a1", "twilio", PARENT), key=entry.key)
    assert (entry.payload, entry.source, entry.account_id, entry.received) == (payload, "twilio", "a1", RECEIVED)
    (event,) = entry.events
    assert isinstance(event, LegRang)
    assert (event.facts.endpoint_id, event.facts.endpoint_name, event.facts.customer_id) == ("e1", "Front desk", "c1")


def test_the_same_bytes_again_are_a_repeat_and_change_nothing() -> None:
    store = new_book()
    first = receipt(store, call("ringing", 0, 0))
    before = documents(store)

    again = take(store, TWILIO, call("ringing", 0, 0), received=RECEIVED.replace(hour=13))

    assert list(again) == [Receipt(Result.repeated, first.session_id, key=first.key)]
    assert documents(store) == before
    assert len(store.entries(first.session_id or "")) == 1


def test_the_same_name_with_other_bytes_is_kept_and_folded() -> None:
    store = new_book()
    one, other = call("ringing", 0, 0), call("ringing", 0, 0, CallerName="Jane Doe")

    results = [receipt(store, payload).result for payload in (one, other, one, other)]

    assert results == [Result.taken, Result.taken, Result.repeated, Result.repeated]
    assert only_document(store)["fromName"] == "Jane Doe"
    assert len(store.entries(session_id("a1", "twilio", PARENT))) == 2


def test_a_delivery_that_is_only_spelled_differently_brings_no_second_line() -> None:
    told = generic_event("logged", 0, id="7", message="Pressed 2")
    spelled = as_json(dict(reversed(told.items())))
    assert spelled != as_json(told)

    store = take_all(new_book(), GENERIC, [as_json(told), spelled, as_json(told | {"message": "Pressed 3"})])

    assert messages(store) == ["0: Pressed 2", "0: Pressed 3"]


def test_lines_of_one_delivery_stay_in_its_order() -> None:
    payload = call("busy", 0, 0, ForwardedFrom="+1", SipResponseCode=486, RecordingSid="RE1")

    assert messages(take_all(new_book(), TWILIO, [payload])) == [
        "0: Call was refused as busy",
        "0: The call was forwarded from +1",
        "0: The carrier answered with SIP response 486",
        "0: Recording RE1 is ready",
    ]


def test_what_cannot_be_read_is_kept_and_repeats_of_it_are_known() -> None:
    store = new_book()
    payload = callback(CallSid=PARENT, CallStatus="parked")

    first, again = receipt(store, payload), receipt(store, payload)

    assert (first.result, again.result) == (Result.quarantined, Result.repeated)
    assert first.error == again.error
    assert first.session_id is None
    (entry,) = quarantine_of(store)
    assert (entry.payload, entry.error, entry.events, entry.session_id) == (payload, first.error, (), None)
    assert documents(store) == {}


def test_an_account_below_the_hooks_is_chosen_by_its_twilio_account() -> None:
    below, other = ACCOUNTS[1].twilio_account_sid, ACCOUNTS[2].twilio_account_sid

    assert _account(call("ringing", 0, 0, AccountSid=below)) == "a2"
    assert _account(call("ringing", 0, 0, AccountSid=other)) == "a1"
    assert _account(call("ringing", 0, 0, AccountSid="ACunknown")) == "a1"
    assert _account(call("ringing", 0, 0), account_id="a2") == "a2"


def test_an_endpoint_or_customer_of_another_account_is_not_taken_over() -> None:
    told = generic_event("answered", 0, endpointId="eb", customerId="cb", answeredById="eb", to=FRONT_DESK)

    document = only_document(take_all(new_book(), GENERIC, [as_json(told)]))

    assert (document["endpointId"], document["customerId"], document["answeredById"]) == ("e1", "c1", "e1")


def test_a_stated_endpoint_and_customer_come_before_the_number_called() -> None:
    told = generic_event("started", 0, endpointId="e2", customerId="c0", to=FRONT_DESK)

    document = only_document(take_all(new_book(), GENERIC, [as_json(told)]))

    assert (document["endpointId"], document["endpointName"], document["customerId"]) == ("e2", "Anna Berg", "c0")


def test_an_endpoint_that_nobody_knows_is_kept_as_it_was_stated() -> None:
    told = generic_event("started", 0, endpointId="e9", **{"from": CALLER, "to": ANNA})

    document = only_document(take_all(new_book(), GENERIC, [as_json(told)]))

    assert document["endpointId"] == "e9"
    assert "endpointName" not in document


def test_legs_of_two_accounts_or_sources_never_meet() -> None:
    store = new_book()
    told = as_json(generic_event("started", 0, "leg", parent="root"))

    for account_id in ("a1", "b1"):
        take(store, GENERIC, told, account_id=account_id)
        take(store, Telex(), b"root", account_id=account_id)

    assert len(documents(store)) == 4


def test_a_quarantined_delivery_is_folded_once_it_can_be_read() -> None:
    store, expected = new_book(), new_book()
    take_all(store, Telex(knows_ringing=False), [b"leg", b"+ leg"])
    take_all(expected, Telex(), [b"leg", b"+ leg"])

    assert replay_all(store, Telex(knows_ringing=False)) == [Result.quarantined]
    assert replay_all(store, Telex()) == [Result.taken]

    assert not quarantine_of(store)
    assert documents(store) == documents(expected)
    assert [one.result for one in take(store, Telex(), b"+ leg")] == [Result.repeated]
    assert Recorder(store).refold(session_id("a1", "telex", "leg")).result() is False
    assert documents(store) == documents(expected)


def test_a_quarantined_delivery_that_came_again_meanwhile_is_not_folded_twice() -> None:
    store = new_book()
    take_all(store, Telex(knows_ringing=False), [b"leg", b"+ leg"])
    take(store, Telex(), b"+ leg")
    before = documents(store)

    assert replay_all(store, Telex()) == [Result.repeated]

    assert not quarantine_of(store)
    assert documents(store) == before


def test_a_quarantined_delivery_that_came_again_in_other_bytes_brings_no_second_line() -> None:
    store = new_book()
    take(store, Telex(knows_ringing=False), b"+ leg # sent first")
    take(store, Telex(), b"+ leg # sent again")

    assert replay_all(store, Telex()) == [Result.taken]

    assert messages(store) == ["1: Call ringing"]


def test_replaying_what_was_just_replayed_changes_nothing() -> None:
    store = new_book()
    take_all(store, Telex(knows_ringing=False), [b"leg", b"+ leg"])
    (entry,) = quarantine_of(store)
    assert replay_all(store, Telex()) == [Result.taken]
    before = documents(store)

    assert store.write(partial(replay, source=Telex(), entry=entry)).result().result is Result.repeated

    assert documents(store) == before
    assert Recorder(store).refold(session_id("a1", "telex", "leg")).result() is False
    assert documents(store) == before


def test_a_quarantined_payload_that_holds_several_deliveries_becomes_all_of_them() -> None:
    store, expected = new_book(), new_book()
    payload = b"one\n+ two\nthree"
    take(store, Telex(knows_lines=False), payload)
    take(expected, Telex(), payload)

    assert replay_all(store, Telex(knows_ringing=False)) == [Result.taken]
    assert replay_all(store, Telex()) == [Result.taken]

    assert not quarantine_of(store)
    assert documents(store) == documents(expected)


def _account(payload: bytes, account_id: str = "a1") -> str:
    store = new_book()
    receipt(store, payload, account_id)
    account: str = only_document(store)["accountId"]
    return account
