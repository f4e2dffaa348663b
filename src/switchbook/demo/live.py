"""Sessions that go on right now: ringing, talking, on hold, queued, in the flow, chatting.

What they have said so far fits into their first seconds, so each of them says how long ago it may have begun.
"""

from __future__ import annotations

from switchbook.demo import chat
from switchbook.demo.outgoing import start_dialling
from switchbook.demo.queueing import enqueue, offer
from switchbook.demo.steps import call_in, check_hours, dial, pick_up, set_variable
from switchbook.demo.story import Story
from switchbook.demo.voice import put_on_hold
from switchbook.model.session import CallState, DialState, HoldReason, MemberCallState, QueueState


def ringing(told: Story) -> None:
    """A caller waits for somebody to pick up."""
    call_in(told, MemberCallState.Connected)
    set_variable(told)
    dial(told, told.luck.early(told.desk.people), MemberCallState.Ringing)
    told.call_state, told.dial_state = CallState.Ringing, DialState.Active


def talking(told: Story) -> None:
    """A caller talks with a person."""
    call_in(told, MemberCallState.Connected)
    check_hours(told)
    dial(told, told.luck.early(told.desk.people), MemberCallState.Connected)
    pick_up(told)
    told.call_state, told.dial_state = CallState.Connected, DialState.Active


def on_hold(told: Story) -> None:
    """A caller is on hold."""
    _hold(told, HoldReason.None_)


def being_transferred(told: Story) -> None:
    """A caller is on hold while a colleague is asked."""
    _hold(told, HoldReason.Transferring)


def _hold(told: Story, reason: HoldReason) -> None:
    call_in(told, MemberCallState.Hold)
    dial(told, told.luck.early(told.desk.people), MemberCallState.Connected)
    pick_up(told)
    put_on_hold(told, told.person, reason)
    told.call_state, told.dial_state = CallState.Hold, DialState.Active


def queued(told: Story) -> None:
    """A caller waits in a queue."""
    call_in(told, MemberCallState.Connected)
    set_variable(told)
    enqueue(told)
    told.call_state = CallState.Passive


def ringing_from_queue(told: Story) -> None:
    """The queue rings one of its team."""
    call_in(told, MemberCallState.Connected)
    team = enqueue(told)
    offer(told, MemberCallState.Ringing)
    told.ring_queue_id = team.endpoint_id
    told.queue_state = QueueState.Ringing
    told.call_state, told.dial_state = CallState.Ringing, DialState.Active


def in_the_flow(told: Story) -> None:
    """A caller listens to the flow."""
    call_in(told, MemberCallState.Connected)
    check_hours(told)
    set_variable(told)
    told.call_state = CallState.Passive


def dialling_out(told: Story) -> None:
    """A number outside rings."""
    start_dialling(told, told.desk.caller(told.luck), MemberCallState.Connected, MemberCallState.Ringing)
    told.call_state, told.dial_state = CallState.Ringing, DialState.Active


def chatting(told: Story) -> None:
    """A person and somebody outside exchange texts."""
    chat.text_in(told, MemberCallState.Connected)
    chat.assign(told, MemberCallState.Connected)
    told.call_state = CallState.Connected
