"""Calls that go out: answered, busy, unanswered, failed; and those that follow from another session."""

from __future__ import annotations

from switchbook.demo import words
from switchbook.demo.steps import call_out, hang_up, talk
from switchbook.demo.story import Story
from switchbook.demo.world import Caller
from switchbook.model.session import MemberCallState, MemberRole


def dialled_out(told: Story) -> None:
    """Somebody of the account calls a number outside and is answered."""
    start_dialling(told, told.desk.caller(told.luck))
    _reach(told)
    talk(told)
    hang_up(told, "Answered")


def busy(told: Story) -> None:
    """The number is busy, also at the second try."""
    start_dialling(told, told.desk.caller(told.luck))
    told.wait(1, 4)
    told.say("Carrier answered SIP 486 Busy Here")
    if told.luck.chance(0.5):
        told.wait(20, 30)
        told.say("Redialling, attempt 2 of 2")
        told.say("Carrier answered SIP 486 Busy Here")
    hang_up(told, "Busy")


def unanswered(told: Story) -> None:
    """It rings, and nobody picks up."""
    start_dialling(told, told.desk.caller(told.luck))
    told.say("Ringing at the far end")
    seconds = told.wait(25, 60)
    told.say(f"No answer from {told.to_address} after {seconds} s")
    hang_up(told, "NoAnswer")


def failed(told: Story) -> None:
    """The call cannot be set up."""
    luck = told.luck
    start_dialling(told, told.desk.caller(luck))
    for route in ("primary", "fallback"):
        told.say(f"Dial failed on {route} trunk: {luck.early(words.DIAL_ERRORS)}")
    hang_up(told, "Failed")


def consultation(told: Story) -> None:
    """Follows a transfer: the person asks a colleague before handing the caller on."""
    luck, parent = told.luck, _parent(told)
    asker = parent.person
    colleague = told.desk.colleague(luck, asker)
    call_out(told, asker, Caller(colleague.address, colleague.name))
    told.say(f"Consultation for session {parent.session_id} about caller {parent.caller.address}")
    told.join(colleague.address, colleague.name, MemberRole.Agent, person=colleague, call_sid=luck.sid("CA"))
    told.wait(2, 10)
    told.answered(colleague)
    told.say(f"Answered by {colleague.name} ({colleague.extension})")
    talk(told, 60)
    hang_up(told, "Answered")


def callback(told: Story) -> None:
    """Follows a voicemail or a chat: a person calls the caller back."""
    parent = _parent(told)
    start_dialling(told, Caller(parent.callback_number or parent.caller.address, parent.caller.name))
    told.say(f"Callback for session {parent.session_id}, reference {told.fill('{reference}')}")
    if told.luck.chance(0.3):
        told.wait(20, 40)
        told.say("Far end voicemail detected, no message left")
        hang_up(told, "NoAnswer")
        return
    _reach(told)
    talk(told)
    hang_up(told, "Answered")


def start_dialling(
    told: Story,
    to: Caller,
    state: MemberCallState = MemberCallState.None_,
    far_state: MemberCallState = MemberCallState.None_,
) -> None:
    """A person of the account dials this number; `state` is theirs, `far_state` that of the other side."""
    luck = told.luck
    call_out(told, luck.early(told.desk.people), to, state)
    told.say(
        f"Number {to.address} normalised, rate class {luck.pick(('local', 'national', 'mobile', 'international'))}"
    )
    told.join(to.address, to.name, MemberRole.Agent, far_state, call_sid=luck.sid("CA"))
    told.say(f"Dialling {to.address} through trunk {luck.pick(('east', 'west', 'eu-1', 'ap-2'))}")


def _parent(told: Story) -> Story:
    if told.parent is None:
        raise ValueError("this scene follows from another session")
    return told.parent


def _reach(told: Story) -> None:
    told.wait(3, 20)
    told.answered_by_name = told.caller.name or told.caller.address
    told.say(f"Answered by {told.answered_by_name}")
