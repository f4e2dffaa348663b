"""What an event is placed by: whose side an address is on, what the directory knows of it, what it teaches."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from support.callbacks import NINE

from switchbook.model.addresses import Kind
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.event import (
    ConferenceStarted,
    Event,
    Facts,
    FileTold,
    LegStarted,
    LegTransferred,
    MessageFacts,
    MessageTold,
)
from switchbook.model.learning import TYPES
from switchbook.model.location import Located, located, tenant
from switchbook.model.session import Channel, Direction

IN, OUT = Direction.Incoming, Direction.Outgoing
DESK = Endpoint(id="e1", account_id="a1", name="Front desk", customer_id="c1", address="+442079460958")
ANNA = Endpoint(id="e2", account_id="a1", name="Anna", type="User", address="client:anna")
PHONE = Endpoint(id="e3", account_id="a1", name="Desk phone", type="User", address="sip:101@pbx.example.com")
THEIRS = Endpoint(id="e9", account_id="b1", name="Bolt's", customer_id="c9", address="+441632960001")
DIRECTORY = Directory(
    [Account(id="a1", name="", twilio_account_sid="AC1"), Account(id="b1", name="", twilio_account_sid="AC2")],
    [Customer(id="c1", account_id="a1", name="Acme"), Customer(id="c9", account_id="b1", name="Bolt")],
    [DESK, ANNA, PHONE, THEIRS],
)
OUTSIDE = "+15035550100"


def started(direction: Direction | None, from_: str | None, to: str | None, **more: Any) -> LegStarted:
    """A leg between these addresses."""
    told = {name: more.pop(name) for name in ("endpoint_id", "customer_id", "answered_by_id") if name in more}
    facts = Facts(channel=Channel.Voice, direction=direction, from_address=from_, to_address=to, **told)
    return LegStarted(at=NINE, leg="L", facts=facts, **more)


def message(direction: Direction | None, from_: str, to: str) -> MessageTold:
    """A message between these addresses."""
    facts = Facts(channel=Channel.Chat, direction=direction, from_address=from_, to_address=to)
    return MessageTold(at=NINE, message="M", facts=facts, said=MessageFacts(sender=from_, recipient=to))


def place(event: Event, directory: Directory = DIRECTORY, **how: Any) -> Facts:
    """The event's facts once it is located in a1."""
    found = located(event, directory, "a1", **how).event
    assert isinstance(found, LegStarted | MessageTold)
    return found.facts


def taught(event: Event, directory: Directory = DIRECTORY, region: str | None = None) -> list[tuple[str, str | None]]:
    """Type and address of what the event teaches a1."""
    return [(each.type, each.address) for each in located(event, directory, "a1", region, learn=True).learnt]


def test_an_incoming_call_is_placed_by_the_number_called_however_it_is_written() -> None:
    for to, region in [("+442079460958", None), ("020 7946 0958", "GB"), ("sip:+442079460958@gw.example.com", None)]:
        facts = place(started(IN, OUTSIDE, to), region=region)

        assert (facts.endpoint_id, facts.endpoint_name, facts.customer_id) == ("e1", "Front desk", "c1")
    assert place(started(IN, OUTSIDE, "020 7946 0958")).endpoint_id is None


def test_an_outgoing_call_is_placed_by_who_calls_and_knows_whom_it_calls() -> None:
    facts = place(started(OUT, "+44 20 7946 0958", "client:anna"))

    assert (facts.endpoint_id, facts.customer_id) == ("e1", "c1")
    assert (facts.called_id, facts.called_name) == ("e2", "Anna")


def test_a_dialled_leg_is_placed_by_whom_it_dials() -> None:
    facts = place(started(OUT, "+442079460958", "sip:101@PBX.example.com:5060", parent="P"))

    assert (facts.endpoint_id, facts.called_id) == ("e3", None)


@pytest.mark.parametrize(
    ("direction", "from_", "to", "endpoint"),
    [
        (IN, "client:anna", OUTSIDE, "e2"),
        (IN, "sip:101@pbx.example.com", OUTSIDE, "e3"),
        (OUT, OUTSIDE, "client:anna", "e2"),
        (IN, "client:anna", "+442079460958", "e1"),
        # Whose number calls says nothing of whom it calls.
        (IN, "+442079460958", OUTSIDE, None),
    ],
)
def test_a_device_places_a_call_that_no_number_places(
    direction: Direction, from_: str, to: str, endpoint: str | None
) -> None:
    assert place(started(direction, from_, to)).endpoint_id == endpoint


def test_a_message_is_placed_by_the_number_on_our_side() -> None:
    assert place(message(IN, OUTSIDE, "whatsapp:+442079460958")).endpoint_id == "e1"
    assert place(message(OUT, "+442079460958", "client:anna")).endpoint_id == "e1"
    assert place(message(OUT, "+442079460958", "client:anna")).called_id is None
    assert place(message(IN, "client:anna", OUTSIDE)).endpoint_id is None


def test_what_the_source_states_is_left_alone_unless_it_is_another_accounts() -> None:
    stated = place(started(IN, OUTSIDE, "+442079460958", endpoint_id="e2", customer_id="c7"))
    foreign = place(
        started(IN, OUTSIDE, "+442079460958", endpoint_id="e9", customer_id="c9", answered_by_id="e9"), learn=True
    )

    assert (stated.endpoint_id, stated.endpoint_name, stated.customer_id) == ("e2", "Anna", "c7")
    assert (foreign.endpoint_id, foreign.customer_id, foreign.answered_by_id) == ("e1", "c1", None)
    assert place(started(IN, OUTSIDE, "+442079460958", endpoint_id="elsewhere")).endpoint_id == "elsewhere"


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        (Facts(held_by_user_id="e1"), ("e1", "Front desk")),
        (Facts(held_by_name="client:anna"), ("e2", "Anna")),
        (Facts(held_by_name="Anna's phone"), (None, "Anna's phone")),
        (Facts(held_by_user_id="e9"), ("e9", None)),
        (Facts(held_by_name="+441632960001"), (None, "+441632960001")),
    ],
)
def test_who_holds_is_named_where_it_is_an_endpoint_of_this_account(
    stated: Facts, shown: tuple[str | None, str | None]
) -> None:
    facts = place(LegStarted(at=NINE, leg="L", facts=stated))

    assert (facts.held_by_user_id, facts.held_by_name) == shown


def test_a_party_is_written_like_who_calls() -> None:
    told = Facts(direction=OUT, from_address="020 7946 0958", party="020 7946 0958", to_address=OUTSIDE)
    facts = place(LegStarted(at=NINE, leg="L", facts=told), region="GB")

    assert facts.party == facts.from_address == "+442079460958"


def test_nothing_is_found_in_another_account() -> None:
    for event in (started(IN, OUTSIDE, "+441632960001"), started(OUT, "+441632960001", "+441632960001")):
        facts = place(event)

        assert (facts.endpoint_id, facts.called_id, facts.customer_id) == (None, None, None)


def test_numbers_become_e164_where_the_region_is_known() -> None:
    event = started(IN, "01632 960001", "020 7946 0958")
    event = msgspec.structs.replace(
        event,
        facts=msgspec.structs.replace(
            event.facts, destination="020 7946 0958", callback_number="01632 960001", from_phone_number="01632 960001"
        ),
    )

    facts = place(event, region="GB")

    assert facts.from_address == facts.callback_number == facts.from_phone_number == "+441632960001"
    assert facts.to_address == facts.destination == "+442079460958"
    assert place(event).from_address == "01632 960001"
    passed = located(LegTransferred(at=NINE, leg="L", how="blind", target="01632 960001"), DIRECTORY, "a1", "GB").event
    assert isinstance(passed, LegTransferred)
    assert passed.target == "+441632960001"
    sent = located(message(IN, "01632 960001", "020 7946 0958"), DIRECTORY, "a1", "GB").event
    assert isinstance(sent, MessageTold)
    assert (sent.said.sender, sent.said.recipient) == ("+441632960001", "+442079460958")


def test_events_about_no_address_stay_as_they_are() -> None:
    for event in (ConferenceStarted(at=NINE, conference="CF"), FileTold(at=NINE, file="RE", leg="L")):
        assert located(event, DIRECTORY, "a1", "GB", learn=True) == Located(event)


@pytest.mark.parametrize(
    ("event", "region", "expected"),
    [
        (started(IN, OUTSIDE, "01632 960 002"), "GB", ("PhoneNumber", "+441632960002")),
        (started(IN, OUTSIDE, "01632 960 002"), None, ("PhoneNumber", "01632960002")),
        (started(IN, OUTSIDE, "sip:sales@pbx.example.com:5080"), None, ("User", "sip:sales@pbx.example.com")),
        (started(IN, OUTSIDE, "sip:+441632960002@pbx.example.com"), None, ("PhoneNumber", "+441632960002")),
        (started(OUT, "+441632960002", OUTSIDE), None, ("PhoneNumber", "+441632960002")),
        (started(OUT, "102", OUTSIDE), "GB", ("User", "102")),
        (started(OUT, "101", "102", parent="P"), "GB", ("User", "102")),
        (started(None, None, "client:bob", parent="P"), None, ("User", "client:bob")),
        (started(OUT, "+442079460958", "client:bob"), None, ("User", "client:bob")),
        (started(IN, "client:bob", OUTSIDE), None, ("User", "client:bob")),
        (message(IN, OUTSIDE, "whatsapp:+441632960002"), None, ("PhoneNumber", "+441632960002")),
        (message(OUT, "20123", OUTSIDE), "US", ("PhoneNumber", "20123")),
        (message(IN, "me@example.net", "Help@Example.com"), None, ("Email", "help@example.com")),
    ],
)
def test_an_address_on_our_side_is_learnt(event: Event, region: str | None, expected: tuple[str, str]) -> None:
    assert taught(event, region=region) == [expected]

    found = located(event, DIRECTORY, "a1", region, learn=True)
    assert isinstance(found.event, LegStarted | MessageTold)
    (endpoint,) = found.learnt
    assert endpoint.id in (found.event.facts.endpoint_id, found.event.facts.called_id)
    assert (endpoint.account_id, endpoint.name, endpoint.customer_id) == ("a1", endpoint.address, None)
    assert endpoint.learnt


@pytest.mark.parametrize(
    "event",
    [
        # A number that is dialled, calls in, or is called by a device may be anybody's.
        started(IN, OUTSIDE, "+442079460958"),
        started(OUT, "+442079460958", OUTSIDE, parent="P"),
        started(OUT, "+442079460958", OUTSIDE),
        started(IN, "client:anna", OUTSIDE),
        started(IN, "101", OUTSIDE),
        started(IN, "sip:bob@elsewhere.example", "sip:+15035550100@pbx.example.com"),
        started(OUT, OUTSIDE, "client:anna"),
        # So may a SIP address that is dialled, and a short number that calls in.
        started(OUT, "+442079460958", "sip:bob@elsewhere.example", parent="P"),
        started(IN, "40404", "+442079460958"),
        # Nobody said whose side it is on.
        started(None, None, OUTSIDE),
        # Nobody at all, help, and what is no address.
        started(OUT, "anonymous", OUTSIDE),
        started(IN, OUTSIDE, None),
        started(IN, OUTSIDE, ""),
        started(IN, OUTSIDE, "s"),
        started(OUT, "+442079460958", "999", parent="P"),
        started(OUT, "+442079460958", "112"),
        # The source says whose it is.
        started(IN, OUTSIDE, "+441632960002", endpoint_id="e2"),
    ],
)
def test_what_may_be_anybodys_is_not_learnt(event: Event) -> None:
    assert taught(event, region="GB") == []


def test_nothing_is_learnt_unasked() -> None:
    assert located(started(IN, OUTSIDE, "+441632960002"), DIRECTORY, "a1").learnt == ()


def test_what_is_learnt_does_not_depend_on_how_it_is_written_nor_on_what_was_learnt_before() -> None:
    (first,) = located(started(IN, OUTSIDE, "01632 960 002"), DIRECTORY, "a1", "GB", learn=True).learnt
    later = DIRECTORY.changed(endpoints={first.id: first}, version=2)

    for told in (started(IN, OUTSIDE, "+44 1632 960002"), started(OUT, "sip:+441632960002@gw.example.com", OUTSIDE)):
        before, after = (located(told, directory, "a1", learn=True) for directory in (DIRECTORY, later))
        assert before == after
        assert before.learnt == (first,)
    # Dialled, it would not have been learnt, so it is not found either.
    dialled = started(OUT, OUTSIDE, "+441632960002", parent="P")
    assert located(dialled, DIRECTORY, "a1", learn=True) == located(dialled, later, "a1", learn=True)
    assert place(dialled, later).endpoint_id == first.id


def test_what_people_made_of_a_learnt_endpoint_holds() -> None:
    event = started(IN, OUTSIDE, "+441632960002")
    (first,) = located(event, DIRECTORY, "a1", learn=True).learnt
    named = msgspec.structs.replace(first, name="Hotline", customer_id="c1")
    moved = msgspec.structs.replace(first, address="+441632960003")

    facts = place(event, DIRECTORY.changed(endpoints={named.id: named}, version=2), learn=True)
    elsewhere = located(event, DIRECTORY.changed(endpoints={moved.id: moved}, version=2), "a1", learn=True)

    assert (facts.endpoint_id, facts.endpoint_name, facts.customer_id) == (first.id, "Hotline", "c1")
    assert elsewhere == Located(event)


def test_each_account_learns_for_itself() -> None:
    event = started(IN, OUTSIDE, "101")

    ids = {located(event, DIRECTORY, account, learn=True).learnt[0].id for account in ("a1", "b1")}

    assert len(ids) == 2


def test_every_kind_but_free_text_has_a_type() -> None:
    assert set(Kind) - set(TYPES) == {Kind.text}


def test_a_carriers_account_chooses_no_account_that_is_not_below() -> None:
    assert tenant(DIRECTORY, "a1", "AC1") == "a1"
    assert tenant(DIRECTORY, "a1", "AC2") == "a1"
    assert tenant(DIRECTORY, "a1", None) == "a1"
