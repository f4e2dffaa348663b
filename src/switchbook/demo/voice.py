"""Calls that come in and are not queued: answered, missed, voicemail, held, transferred, served by the flow."""

from __future__ import annotations

from switchbook.demo import words
from switchbook.demo.steps import call_in, dial, greet, hang_up, no_answer, pick_up, talk
from switchbook.demo.story import Story
from switchbook.demo.world import Person
from switchbook.model.session import HoldReason, MemberRole


def answered(told: Story) -> None:
    """A caller is greeted and put through; the first or the second person rung picks up."""
    call_in(told)
    greet(told)
    dial(told, told.luck.early(told.desk.people))
    if told.luck.chance(0.2):
        no_answer(told)
        dial(told, told.desk.colleague(told.luck, told.person))
    pick_up(told)
    talk(told)
    hang_up(told, "Answered")


def missed(told: Story) -> None:
    """Nobody picks up, and the caller gives up."""
    call_in(told)
    for person in told.luck.sample(told.desk.people, told.luck.whole(1, 3)):
        dial(told, person)
        no_answer(told)
    hang_up(told, "Missed", missed=True)


def voicemail(told: Story) -> None:
    """Nobody picks up, and the caller leaves a message, which is transcribed after the call."""
    luck = told.luck
    call_in(told)
    greet(told)
    dial(told, luck.early(told.desk.people))
    no_answer(told)
    told.say("Entered Record node 'Voicemail'")
    recording = luck.sid("RE")
    seconds = told.wait(6, 70)
    told.say(f"Caller left a message of {seconds} s, recording {recording}")
    hang_up(told, "Voicemail", missed=True)
    told.wait(2, 15)
    told.say(f"Recording ready: {recording}")
    told.wait(1, 9)
    if luck.chance(0.1):
        told.say(f"Transcription failed: {told.fill(luck.early(words.HOOK_ERRORS))}")
    else:
        told.say(f'Transcription: "{told.fill(luck.early(words.SAID))}, {told.fill(luck.early(words.SAID))}"')
    told.say(f"Voicemail sent to {luck.early(told.desk.mailboxes).address}")


def self_service(told: Story) -> None:
    """The flow alone serves the caller: nobody is rung, nothing is missed."""
    call_in(told)
    greet(told)
    greet(told)
    told.say(f"Entered Play node '{told.luck.early(words.PROMPTS)}'")
    told.wait(4, 40)
    hang_up(told, "Completed")


def held(told: Story) -> None:
    """An answered call is put on hold; most callers are taken back, some do not wait for it."""
    luck = told.luck
    call_in(told)
    greet(told)
    dial(told, luck.early(told.desk.people))
    pick_up(told)
    for _ in range(luck.whole(1, 2)):
        talk(told, 200)
        put_on_hold(told, told.person)
        seconds = told.wait(8, 90)
        if luck.chance(0.15):
            told.say(f"Caller gave up after {seconds} s on hold")
            hang_up(told, "Answered")
            return
        told.say(f"{told.person.name} took the caller off hold after {seconds} s")
        told.hold_queue_name = told.held_by_user_id = None
    talk(told, 200)
    hang_up(told, "Answered")


def put_on_hold(told: Story, person: Person, reason: HoldReason = HoldReason.None_) -> None:
    """A person puts the caller into a hold queue of their own."""
    told.hold_queue_name = f"hold-{person.extension}"
    told.held_by_user_id = person.endpoint_id
    told.hold_reason = reason
    told.asked_at = told.clock
    told.say(f"{person.name} put the caller on hold in {told.hold_queue_name}")


def transferred(told: Story) -> None:
    """An answered call is held and handed on; some targets decline and the caller comes back."""
    luck = told.luck
    call_in(told)
    greet(told)
    dial(told, luck.early(told.desk.people))
    pick_up(told)
    talk(told, 200)
    put_on_hold(told, told.person, HoldReason.Transferring)
    target = told.desk.colleague(luck, told.person)
    sid = luck.sid("CA")
    told.conference_sid = luck.sid("CF")
    told.most_recent_participant_call_sid = sid
    told.say(f"Conference {told.conference_sid} created, dialling {target.name} at {target.address}")
    told.join(target.address, target.name, MemberRole.Transfer, person=target, call_sid=sid)
    told.wait(20, 90)
    told.hold_queue_name = told.held_by_user_id = None
    told.hold_reason = HoldReason.None_
    if luck.chance(0.2):
        told.say(f"{target.name} declined the transfer: {luck.early(words.DIAL_ERRORS)}")
        told.say(f"Caller returned to {told.person.name}")
        talk(told, 200)
        hang_up(told, "Answered")
        return
    told.say(f"{target.name} joined the conference as participant {sid}")
    told.say(f"{told.person.name} left the conference")
    told.wait(20, 400)
    hang_up(told, "Transferred")
