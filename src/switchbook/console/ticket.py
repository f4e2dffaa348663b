"""A session as plain text, to be pasted into a ticket or a mail: the facts, the parties, the whole log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from switchbook.api.types import SessionInfo, SessionMemberInfo
from switchbook.console.log_lines import gap_in_words
from switchbook.console.session_words import Side, badge_of, kind_of, seconds_of, sides_of
from switchbook.console.words import number, read, span
from switchbook.model.session import MemberCallState, MemberRole

_WIDTH = 10


def ticket_of(session: SessionInfo, link: str, zone: ZoneInfo, now: datetime) -> str:
    """The text, its times in this zone; `link` is the address of the session's page."""
    caller, called = map(_side, sides_of(session))
    head = [
        f"{kind_of(session)}: {badge_of(session).text}",
        f"{caller or 'unknown'} -> {called or 'unknown'}",
        "",
        *(f"{name + ':':<{_WIDTH}} {value}" for name, value in _facts(session, link, zone, now) if value),
    ]
    members = [f"  {_member(each)}" for each in session.members]
    log = [f"  {line}" for line in _log(session, zone)]
    if members:
        head += ["", "Members", *members]
    head += ["", f"Log, times of {zone.key}", *(log or ["  (empty)"])]
    return "\n".join(head) + "\n"


def _facts(session: SessionInfo, link: str, zone: ZoneInfo, now: datetime) -> Iterator[tuple[str, str]]:
    began = read(session.date_created)
    path = " / ".join(step.name or step.id or "" for step in session.customer_breadcrumb)
    yield "Began", "" if began is None else _moment(began, zone)
    yield "Took" if session.ended else "So far", span(seconds_of(session, now))
    yield "Answered", f"by {session.answered_by_name}" if session.answered_by_name else ""
    yield "Account", session.account_name or session.account_id or ""
    yield "Customer", path
    yield "Endpoint", session.endpoint_name or session.endpoint_id or ""
    yield "Call SID", session.call_sid or ""
    yield "Session", session.id or ""
    yield "Link", link


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S} {zone.key} ({at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC)"


def _member(member: SessionMemberInfo) -> str:
    name = _side(Side(member.display_name or "", member.identity or ""))
    state = "" if member.call_state is MemberCallState.None_ else member.call_state.name
    role = "Member" if member.role is MemberRole.None_ else member.role.name
    details = ", ".join(each for each in (state, "muted" if member.muted else "", member.call_sid or "") if each)
    return f"{role}: {name}" + (f" ({details})" if details else "")


def _log(session: SessionInfo, zone: ZoneInfo) -> Iterator[str]:
    before, day = None, ""
    for line in session.log:
        at = read(line.date)
        if at is None:
            yield line.message or ""
            continue
        local = at.astimezone(zone)
        if f"{local:%Y-%m-%d}" != day:
            day = f"{local:%Y-%m-%d}"
            yield day
        gap = "" if before is None else gap_in_words((at - before).total_seconds())
        yield f"{local:%H:%M:%S}.{local.microsecond // 1000:03} {gap:>10}  {line.message or ''}"
        before = at


def _side(side: Side) -> str:
    """`Name (address)`, or what there is of it."""
    address = number(side.address)
    if not side.name or side.name == side.address:
        return address
    return f"{side.name} ({address})" if address else side.name
