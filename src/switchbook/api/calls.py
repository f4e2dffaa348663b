"""The operation GetActiveCalls: every line of the voice sessions under way, in the shape that Twilio gives a call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from switchbook.api.context import Context
from switchbook.api.operation import STAFF, Operation
from switchbook.api.scoping import Visible
from switchbook.api.sessions import list_sessions, refuse_other_accounts
from switchbook.api.types import ListSessions
from switchbook.api.types_calls import ActiveCalls, CallInfo, GetActiveCalls
from switchbook.errors import GivenUp
from switchbook.model.evidence import Evidence, NamedLeg, gather
from switchbook.model.leg import begun_at, facts_of, standing_of
from switchbook.model.session import CallState, Direction, Member, MemberCallState, Session
from switchbook.model.state import FoldState, LegState, Said, moment
from switchbook.model.wire_json import instant

# Where a call stands in Twilio's words. One known from conferences alone is in progress.
_STATUSES: Mapping[str | None, str] = {
    "started": "queued",
    "ringing": "ringing",
    "in-flow": "in-progress",
    "answered": "in-progress",
}
_TWILIO_CALL = re.compile(r"CA[0-9a-f]{32}")


def get_active_calls(request: GetActiveCalls, context: Context) -> ActiveCalls:
    """The calls under way of the voice sessions that the actor may see.

    Raises Forbidden for an account outside the actor's scope, and what ListSessions raises.
    """
    account_ids = () if request.account_id is None else (request.account_id,)
    refuse_other_accounts(account_ids, context.actor.scope, "accountId")
    asked = ListSessions(account_ids=account_ids, channels=("Voice",), ended=False, all=True, simplified_paging=True)
    visible = Visible(context.store.directory(), context.actor.scope)
    calls: list[CallInfo] = []
    for batch in list_sessions(asked, context).batches:
        for document in batch:
            if context.patience.gone:
                raise GivenUp("nobody waits for these calls any more")
            session: Mapping[str, Any] = msgspec.json.decode(document)
            # One that ended or was deleted since it was found has no calls any more.
            state = context.store.state(session["id"])
            if state is not None:
                calls.extend(calls_of(state, _account_sid(session["accountId"], visible)))
    return ActiveCalls(tuple(calls))


def calls_of(state: FoldState, account_sid: str | None) -> Iterator[CallInfo]:
    """The lines of a session that are not over, the one it began with first; of an import, its parties'."""
    evidence = gather(state)
    if not evidence.every and state.imported is not None:
        yield from _of_import(state.imported.session, account_sid)
        return
    for named in evidence.every:
        if evidence.over_at(named[1]) is None:
            yield _of_leg(evidence, named, account_sid)


def _account_sid(account_id: str, visible: Visible) -> str | None:
    """The Twilio account of an account, which is told to who sees the whole account (as `accounts.info` does)."""
    account = visible.directory.accounts.get(account_id)
    return None if account is None or visible.narrowed else account.twilio_account_sid


def _of_leg(evidence: Evidence, named: NamedLeg, account_sid: str | None) -> CallInfo:
    name, leg = named
    facts = facts_of(leg)
    sid = facts.call_sid or name
    standing = standing_of(leg)
    status = "in-progress" if standing is None and evidence.in_room(leg) else _STATUSES.get(standing)
    began = instant(moment(begun_at(leg)))
    return CallInfo(
        account_sid=account_sid,
        caller_name=facts.from_name,
        date_created=began,
        date_updated=instant(moment(_latest(leg))),
        direction="outbound-dial" if leg.parent is not None else _direction(facts.direction),
        from_=facts.from_address,
        from_formatted=_formatted(facts.from_address),
        parent_call_sid=None if leg.parent is None else _sid_of(evidence, str(leg.parent.value)),
        sid=sid,
        start_time=None if status == "queued" else began,
        status=status,
        to=facts.to_address,
        to_formatted=_formatted(facts.to_address),
        uri=_uri(account_sid, sid),
    )


def _of_import(session: Session, account_sid: str | None) -> Iterator[CallInfo]:
    """An imported session tells of calls by the sids of its own and of its members."""
    began = instant(session.date_created)
    updated = instant(session.date_last_modified or session.date_created)
    common: dict[str, Any] = {"account_sid": account_sid, "date_created": began, "date_updated": updated}
    if session.call_state is not CallState.Disconnected:
        yield CallInfo(
            **common,
            caller_name=session.from_name,
            direction=_direction(session.direction),
            from_=session.from_address,
            from_formatted=_formatted(session.from_address),
            sid=session.call_sid,
            start_time=began,
            status="ringing" if session.call_state is CallState.Ringing else "in-progress",
            to=session.to_address,
            to_formatted=_formatted(session.to_address),
            uri=_uri(account_sid, session.call_sid),
        )
    for member in session.members:
        if _has_line_of_its_own(member, session):
            yield CallInfo(
                **common,
                direction="outbound-dial",
                parent_call_sid=session.call_sid,
                sid=member.call_sid,
                status="ringing" if member.call_state is MemberCallState.Ringing else "in-progress",
                to=member.identity,
                to_formatted=_formatted(member.identity),
                uri=_uri(account_sid, member.call_sid),
            )


def _has_line_of_its_own(member: Member, session: Session) -> bool:
    other = member.call_sid is not None and member.call_sid != session.call_sid
    return other and member.call_state is not MemberCallState.None_


def _direction(direction: Direction | None) -> str | None:
    if direction is None:
        return None
    return "inbound" if direction is Direction.Incoming else "outbound-api"


def _sid_of(evidence: Evidence, name: str) -> str:
    """The carrier's id of the leg of this name."""
    legs = dict(evidence.every)
    return (facts_of(legs[name]).call_sid if name in legs else None) or name


def _latest(leg: LegState) -> int:
    """The latest time of anything that was said of a leg."""
    said: list[Said | None] = [leg.parent, leg.queue, leg.held, leg.muted, *leg.rooms.values(), *leg.facts.values()]
    times = [leg.started, *(each.at for each in said if each is not None), *leg.targets.values()]
    return max(times if leg.standing is None else [*times, leg.standing.at])


def _formatted(address: str | None) -> str | None:
    """A number in E.164 as people write it, where it is not of +1 with its country code; all else as it is."""
    if address is None or not address.startswith("+"):
        return address
    import phonenumbers  # it takes a while to load

    try:
        number = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return address
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if number.country_code == 1 else form.INTERNATIONAL)


def _uri(account_sid: str | None, sid: str | None) -> str | None:
    if account_sid is None or sid is None or not _TWILIO_CALL.fullmatch(sid):
        return None
    return f"/2010-04-01/Accounts/{account_sid}/Calls/{sid}.json"


CALLS: tuple[Operation, ...] = (
    Operation(
        name="GetActiveCalls",
        verb="GET",
        route="/calls/active",
        roles=STAFF,
        request=GetActiveCalls,
        answer=ActiveCalls,
        summary="Shows the calls under way, as the book knows them, in the shape that Twilio's API gives a call.",
        handler=get_active_calls,
    ),
)
