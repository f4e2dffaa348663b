"""Chats: text messages both ways, e-mail, app chats with invited guests. What was written is not in the log."""

from __future__ import annotations

from switchbook.demo import names, words
from switchbook.demo.story import Story
from switchbook.demo.world import Caller, Line, Person
from switchbook.model.session import Channel, Direction, MemberCallState, MemberRole


def conversation(told: Story) -> None:
    """Somebody texts one of the numbers, a person answers, messages go to and fro."""
    luck = told.luck
    text_in(told)
    person = assign(told)
    for _ in range(luck.whole(1, 7)):
        if luck.chance(0.5):
            _send(told, person)
        else:
            _receive(told)
    _close(told, "Completed")


def unread_message(told: Story) -> None:
    """Somebody texts, and nobody answers in time."""
    luck = told.luck
    text_in(told)
    if luck.chance(0.5):
        told.say(f"Automatic reply '{luck.early(words.PROMPTS)}' sent, {luck.sid('SM')}")
    for person in luck.sample(told.desk.people, 2):
        told.say(f"Offered to {person.name}")
        told.wait(60, 300)
        told.say(f"{person.name} did not accept in time")
    _close(told, "Missed", missed=True)


def reminder(told: Story) -> None:
    """A text goes out; it is delivered or not, and may be answered."""
    luck = told.luck
    line = luck.early(told.desk.lines)
    to = told.caller = told.desk.caller(luck)
    person = told.person = luck.early(told.desk.people)
    told.channel, told.direction = Channel.Chat, Direction.Outgoing
    told.endpoint_id, told.customer_id = line.endpoint_id, line.customer_id
    told.from_address = told.from_phone_number = line.address
    told.to_address = told.destination = to.address
    told.created_by = person.endpoint_id
    told.display_name = to.name or to.address
    told.join(line.address, line.name, MemberRole.Agent)
    told.join(to.address, to.name, MemberRole.Caller)
    told.say(f"Text to {to.address} from {line.address} requested by campaign '{luck.early(words.VALUES)}'")
    sid = luck.sid("SM")
    told.say(f"Message {sid} queued: {told.fill(luck.early(words.SMS_OUT))}")
    told.wait(1, 5)
    if luck.chance(0.08):
        told.say(f"Message {sid} undelivered, error {luck.pick((30003, 30005, 30006, 30007, 30008, 21610))}")
        _close(told, "Failed")
        return
    told.say(f"Message {sid} delivered")
    if luck.chance(0.3):
        _receive(told)
    _close(told, "Completed")


def app_chat(told: Story) -> None:
    """Somebody chats from a web page or app; an assistant tries first, then a person; another may be invited."""
    luck = told.luck
    visitor = Caller(f"client:visitor-{luck.whole(10_000, 9_999_999)}", luck.pick(names.FIRST))
    _chat_in(told, visitor)
    for _ in range(luck.whole(1, 3)):
        told.say(f"Assistant answered intent '{luck.early(words.TOPICS)}', confidence 0.{luck.whole(30, 97)}")
        told.wait(5, 60)
    person = assign(told)
    for _ in range(luck.whole(1, 5)):
        _send(told, person)
    if luck.chance(0.3):
        guest = told.desk.colleague(luck, person)
        told.say(f"{person.name} invited {guest.name} into the chat")
        told.join(guest.address, guest.name, MemberRole.Transfer, person=guest)
    _close(told, "Completed")


def mail(told: Story) -> None:
    """An e-mail arrives at a mailbox and is answered."""
    luck = told.luck
    box = luck.early(told.desk.mailboxes)
    first, last = luck.pick(names.FIRST), luck.pick(names.LAST)
    sender = Caller(f"{first}.{last}{luck.whole(1, 99)}@mail.example.org".lower(), f"{first} {last}")
    _chat_in(told, sender, box)
    told.say(f"Subject: {told.fill(luck.early(words.SAID))}")
    if luck.chance(0.3):
        told.say(f"Attachment scan-{luck.whole(1000, 9999)}.pdf, {luck.whole(40, 9000)} kB, stored")
    person = assign(told)
    _send(told, person)
    _close(told, "Completed")


def text_in(told: Story, state: MemberCallState = MemberCallState.None_) -> None:
    """A text message from outside opens a chat."""
    caller = told.desk.caller(told.luck)
    _chat_in(told, caller, state=state)
    told.from_phone_number = caller.address


def _chat_in(
    told: Story, caller: Caller, to: Line | None = None, state: MemberCallState = MemberCallState.None_
) -> None:
    luck = told.luck
    line = to or luck.early(told.desk.lines)
    told.caller = caller
    told.channel = Channel.Chat
    told.endpoint_id, told.customer_id = line.endpoint_id, line.customer_id
    told.from_address, told.from_name = caller.address, caller.name
    told.to_address = line.address
    told.display_name = caller.name or caller.address
    told.join(caller.address, caller.name, MemberRole.Caller, state)
    told.say(f"Message {luck.sid('SM')} from {caller.address} to {line.address} opened a chat")
    told.say(f"Flow '{luck.early(words.FLOWS)}' v{luck.whole(2, 40)} started")


def assign(told: Story, state: MemberCallState = MemberCallState.None_) -> Person:
    """A person of the account takes the chat."""
    luck = told.luck
    person = told.person = luck.early(told.desk.people)
    told.say(f"Channel Selector took transition 'Chat', offered to {luck.early(told.desk.teams).name}")
    told.wait(4, 180)
    told.join(person.address, person.name, MemberRole.Agent, state, person=person)
    told.answered(person)
    told.say(f"{person.name} accepted the chat")
    return person


def _send(told: Story, person: Person) -> None:
    luck = told.luck
    told.wait(5, 150)
    told.say(f"{person.name} sent {luck.sid('SM')}: {told.fill(luck.early(words.SMS_OUT))}")


def _receive(told: Story) -> None:
    luck = told.luck
    told.wait(5, 200)
    told.say(f"Received {luck.sid('SM')}: {told.fill(luck.early(words.SMS_IN))}")


def _close(told: Story, outcome: str, *, missed: bool = False) -> None:
    luck = told.luck
    told.wait(30, 240)
    told.say(
        luck.pick(("Chat closed by the agent", "Chat timeout, no message for too long", "Chat closed by the flow"))
    )
    told.ends(outcome, missed=missed)
