"""Steps that many calls share: how they come in, what the flow does with them, how they are dialled and end."""

from __future__ import annotations

from switchbook.demo import names, words
from switchbook.demo.story import Story
from switchbook.demo.world import Caller, Person
from switchbook.model.session import Direction, MemberCallState, MemberRole

# What stands for a number that the caller withheld.
ANONYMOUS = "anonymous"

_SIP_CALLERS = 0.04
_WITHHELD = 0.03


def call_in(told: Story, state: MemberCallState = MemberCallState.None_) -> None:
    """A call from outside arrives on one of the account's lines, and its flow starts."""
    luck, desk = told.luck, told.desk
    line = luck.early(desk.lines)
    caller = told.caller = _caller(told)
    told.call_sid = luck.sid("CA")
    told.endpoint_id = line.endpoint_id
    told.customer_id = line.customer_id
    told.to_address = line.address
    told.from_address = caller.address
    told.from_name = caller.name
    told.display_name = f"{caller.name} ({caller.address})" if caller.name else caller.address
    told.join(caller.address, caller.name, MemberRole.Caller, state, call_sid=told.call_sid)
    told.say(f"Call received from {caller.address} to {line.address}, CallSid {told.call_sid}")
    told.say(f"Flow '{luck.early(words.FLOWS)}' v{luck.whole(2, 40)} started")


def _caller(told: Story) -> Caller:
    caller = told.desk.caller(told.luck)
    draw = told.luck.random()
    if draw < _WITHHELD:
        return Caller(ANONYMOUS, None)
    if draw < _WITHHELD + _SIP_CALLERS:
        told.callback_number = caller.address
        return Caller(f"sip:{told.luck.whole(2001, 2999)}@pbx-{caller.address[-4:]}.example.net", caller.name)
    return caller


def call_out(told: Story, person: Person, to: Caller, state: MemberCallState = MemberCallState.None_) -> None:
    """A person of the account dials somebody outside."""
    luck = told.luck
    line = luck.early(told.desk.lines)
    told.person, told.caller = person, to
    told.direction = Direction.Outgoing
    told.call_sid = luck.sid("CA")
    told.endpoint_id = told.created_by = person.endpoint_id
    told.customer_id = person.customer_id
    told.from_address, told.from_name = person.address, person.name
    told.to_address = told.destination = to.address
    told.callback_number = line.address
    told.display_name = f"{to.name} ({to.address})" if to.name else to.address
    told.join(person.address, person.name, MemberRole.Caller, state, person=person, call_sid=told.call_sid)
    told.say(f"{person.name} dialled {to.address} with caller ID {line.address}, CallSid {told.call_sid}")
    told.say(f"User flow '{luck.early(words.FLOWS)}' started for extension {person.extension}")


def greet(told: Story) -> None:
    """One to three things a flow does before it lets anybody be rung."""
    luck = told.luck
    for _ in range(luck.whole(1, 3)):
        luck.pick(_GREETINGS)(told)


def _prompt(told: Story) -> None:
    told.say(f"Entered Say node '{told.luck.early(words.PROMPTS)}'")
    told.wait(2, 9)


def check_hours(told: Story) -> None:
    """The flow looks at a schedule; no time goes by."""
    place = told.luck.early(names.PLACE)
    told.say(f"Schedule '{place}' is {'open' if told.luck.chance(0.8) else 'closed'}, took transition")


def set_variable(told: Story) -> None:
    """The flow notes something down; no time goes by."""
    luck = told.luck
    told.say(f"Set {luck.early(words.VARIABLES)} to '{luck.early(words.VALUES)}'")


def _menu(told: Story) -> None:
    luck = told.luck
    told.say(f"Entered Menu node '{luck.early(words.MENUS)}'")
    if luck.chance(0.15):
        told.wait(5, 8)
        told.say(luck.pick(("No digits gathered, timeout after 5 s", "Gathered digits 9: invalid choice, repeating")))
    told.wait(2, 7)
    digit = luck.whole(0, 8)
    told.say(f"Gathered digits {digit}: took transition '{luck.early(words.CHOICES)}'")


def _ask_number(told: Story) -> None:
    luck = told.luck
    told.say(f"Gathered digits {luck.whole(10_000, 99_999_999)} for '{luck.early(words.MENUS)}'")


def _look_up(told: Story) -> None:
    luck = told.luck
    hook = luck.early(words.HOOKS)
    if luck.chance(0.15):
        told.wait(1, 10)
        told.say(f"Webhook {hook} failed: {told.fill(luck.early(words.HOOK_ERRORS))}")
        told.say(luck.pick(("Webhook retry 1 of 2 answered 200", "Took transition 'Error', continuing without data")))
    else:
        told.say(f"Webhook {hook} answered 200 in {luck.whole(38, 2400)} ms")
        if luck.chance(0.5):
            told.say(f"Matched contact {luck.whole(1000, 99_999)}, tier {luck.early(words.VALUES)}")


def _listen(told: Story) -> None:
    luck = told.luck
    told.wait(3, 9)
    told.say(f'Caller said: "{told.fill(luck.early(words.SAID))}"')
    told.say(f"Intent '{luck.early(words.TOPICS)}' recognised with confidence 0.{luck.whole(41, 98)}")


_GREETINGS = (_prompt, _prompt, check_hours, set_variable, _menu, _menu, _ask_number, _look_up, _look_up, _listen)


def dial(told: Story, person: Person, state: MemberCallState = MemberCallState.None_) -> None:
    """Ring a person of the account and make them a member; what comes of it is told by the scene."""
    sid = told.luck.sid("CA")
    told.person = person
    told.say(f"Dialling {person.name} at {person.address}, timeout {told.luck.pick((15, 20, 25, 30))} s")
    told.join(person.address, person.name, MemberRole.Agent, state, person=person, call_sid=sid)
    told.say(f"Leg {sid} is ringing")


def no_answer(told: Story) -> None:
    """The person who was rung does not pick up."""
    luck = told.luck
    if luck.chance(0.25):
        told.say(f"Dial failed: {luck.early(words.DIAL_ERRORS)}")
    else:
        seconds = told.wait(15, 30)
        told.say(f"No answer from {told.person.name} after {seconds} s")
    told.say("Took transition 'No Answer'")


def pick_up(told: Story) -> None:
    """The person who was rung answers."""
    told.wait(2, 18)
    told.answered(told.person)
    told.say(f"Answered by {told.person.name} ({told.person.extension})")


def talk(told: Story, longest: int = 600) -> int:
    """The parties talk, shortly more often than long; the seconds. Some calls are recorded, some noted upon."""
    luck = told.luck
    if luck.chance(0.3):
        told.say(f"Recording {luck.sid('RE')} started")
    seconds = told.wait(12, 30 + int(longest * luck.random() * luck.random()))
    if luck.chance(0.25):
        note = told.fill(luck.early(words.SAID))
        told.console_data = f'{{"note":"{note}","sentiment":"{luck.early(words.SENTIMENTS)}"}}'
        told.last_modified_by = told.person.endpoint_id
        told.say(f"{told.person.name} noted: {note}")
    return seconds


def hang_up(told: Story, outcome: str, *, missed: bool = False) -> None:
    """The call ends; now and then something runs on after it."""
    luck = told.luck
    told.say(luck.pick(("Caller hung up", "Far end hung up", "Call leg completed", "Hangup cause 16, normal clearing")))
    told.ends(outcome, missed=missed)
    if luck.chance(0.12):
        told.wait(1, 20)
        told.say(
            f"Webhook {luck.early(words.HOOKS)} notified of the end, answered {luck.pick((200, 200, 202, 204, 500))}"
        )
