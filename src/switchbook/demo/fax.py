"""Faxes: received, sent, and those that fail."""

from __future__ import annotations

from switchbook.demo import words
from switchbook.demo.story import Story
from switchbook.model.session import Channel, Direction, MemberRole


def received(told: Story) -> None:
    """A fax arrives and is stored and mailed."""
    luck = told.luck
    _fax_in(told)
    _pages(told, "Received")
    told.say(f"Stored as {luck.sid('ME')}.pdf, sent to {luck.early(told.desk.mailboxes).address}")
    _finish(told, "Received")


def sent(told: Story) -> None:
    """A fax goes out."""
    _fax_out(told)
    _pages(told, "Sent")
    told.say("Remote machine confirmed all pages (MCF)")
    _finish(told, "Sent")


def failed(told: Story) -> None:
    """A fax goes out, is tried up to three times, and fails."""
    luck = told.luck
    _fax_out(told)
    for attempt in range(1, luck.whole(2, 4)):
        told.wait(20, 90)
        told.say(f"Attempt {attempt} failed: {told.fill(luck.early(words.FAX_ERRORS))}")
    _finish(told, "Failed")


def broken_off(told: Story) -> None:
    """A fax that arrives breaks off."""
    _fax_in(told)
    told.wait(10, 50)
    told.say(f"Fax failed: {told.fill(told.luck.early(words.FAX_ERRORS))}")
    _finish(told, "Failed", missed=True)


def _fax_in(told: Story) -> None:
    luck = told.luck
    line = luck.early(told.desk.faxes)
    sender = told.caller = told.desk.caller(luck)
    told.channel = Channel.Fax
    told.endpoint_id, told.customer_id = line.endpoint_id, line.customer_id
    told.from_address, told.from_name = sender.address, sender.name
    told.to_address = line.address
    told.call_sid = luck.sid("CA")
    told.display_name = f"Fax from {sender.name or sender.address}"
    told.join(sender.address, sender.name, MemberRole.Caller, call_sid=told.call_sid)
    told.say(f"Fax {luck.sid('FX')} from {sender.address} to {line.address}, CallSid {told.call_sid}")
    told.say(
        f"CNG tone detected, T.38 at {luck.pick((9600, 14400, 33600))} bit/s, station '{luck.early(words.THINGS)}'"
    )


def _fax_out(told: Story) -> None:
    luck = told.luck
    line = luck.early(told.desk.faxes)
    to = told.caller = told.desk.caller(luck)
    person = told.person = luck.early(told.desk.people)
    told.channel, told.direction = Channel.Fax, Direction.Outgoing
    told.endpoint_id, told.customer_id = line.endpoint_id, line.customer_id
    told.from_address = line.address
    told.to_address = told.destination = to.address
    told.call_sid = luck.sid("CA")
    told.created_by = person.endpoint_id
    told.display_name = f"Fax to {to.name or to.address}"
    told.join(line.address, line.name, MemberRole.Caller, call_sid=told.call_sid)
    told.join(to.address, to.name, MemberRole.Agent)
    told.say(f"Fax {luck.sid('FX')} to {to.address} queued by {person.name}, document '{told.fill('{topic}')}.pdf'")
    told.say(f"Dialling {to.address}, CallSid {told.call_sid}")


def _pages(told: Story, verb: str) -> None:
    luck = told.luck
    for page in range(1, luck.whole(1, 4) + 1):
        seconds = told.wait(8, 40)
        told.say(f"{verb} page {page} in {seconds} s, {luck.whole(0, 12)} damaged lines")


def _finish(told: Story, outcome: str, *, missed: bool = False) -> None:
    told.say("Fax call disconnected")
    told.ends(outcome, missed=missed)
