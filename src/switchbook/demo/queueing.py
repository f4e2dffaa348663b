"""Calls that wait in a team's queue: answered by a member of it, or abandoned."""

from __future__ import annotations

from switchbook.demo import words
from switchbook.demo.steps import call_in, dial, greet, hang_up, no_answer, pick_up, talk
from switchbook.demo.story import Story
from switchbook.demo.world import Team
from switchbook.model.session import MemberCallState, QueueState


def queued_and_answered(told: Story) -> None:
    """A caller waits in a queue until one of the team picks up."""
    call_in(told)
    greet(told)
    enqueue(told)
    wait_in_queue(told, told.luck.whole(0, 3))
    if told.luck.chance(0.25):
        dial(told, told.luck.pick(told.desk.people))
        no_answer(told)
        told.say("Caller put back at position 1")
    offer(told)
    pick_up(told)
    talk(told)
    told.queue_state = QueueState.Disconnected
    hang_up(told, "Answered")


def queued_and_abandoned(told: Story) -> None:
    """A caller waits in a queue and gives up."""
    call_in(told)
    greet(told)
    team = enqueue(told)
    wait_in_queue(told, told.luck.whole(1, 5))
    told.say(f"Caller left queue '{team.queue}' after {told.seconds()} s, abandoned")
    told.queue_state = QueueState.Disconnected
    hang_up(told, "Abandoned", missed=True)


def enqueue(told: Story) -> Team:
    """The caller joins a team's queue."""
    luck = told.luck
    team = luck.early(told.desk.teams)
    told.queue_state = QueueState.Queued
    told.say(f"Caller joined queue '{team.queue}' of team {team.name}, QueueSid {luck.sid('QU')}")
    told.say(f"Position {luck.whole(1, 9)} in queue, estimated wait {luck.whole(20, 600)} s")
    return team


def wait_in_queue(told: Story, rounds: int) -> None:
    """Some rounds of hold music and announcements."""
    luck = told.luck
    for _ in range(rounds):
        seconds = told.wait(12, 45)
        told.say(
            luck.pick(
                (
                    f"Played hold music for {seconds} s",
                    f"Position {luck.whole(1, 5)} in queue",
                    f"Announced estimated wait of {luck.whole(10, 300)} s",
                    f"Entered Play node '{luck.early(words.PROMPTS)}'",
                    "Callback offered, declined",
                )
            )
        )


def offer(told: Story, state: MemberCallState = MemberCallState.None_) -> None:
    """The queue picks one of the team and rings."""
    person = told.luck.early(told.desk.people)
    told.queue_member_id = person.endpoint_id
    told.say(f"Queue assigned {person.name}, agent ready for {told.luck.whole(2, 900)} s")
    dial(told, person, state)
