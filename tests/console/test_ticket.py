"""A session as plain text."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from switchbook.api.types import CustomerBreadcrumb, SessionInfo, SessionLogInfo, SessionMemberInfo
from switchbook.console.ticket import ticket_of
from switchbook.model.session import CallState, MemberCallState, MemberRole

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 5, 9, 10, 5, tzinfo=UTC)
LINK = "https://book.example/console/sessions/0123456789ab0123456789ab"


def test_a_missed_call_is_told_with_everything_that_a_colleague_asks_for() -> None:
    session = SessionInfo(
        id="0123456789ab0123456789ab",
        date_created="2026-05-09T21:59:00.000Z",
        date_completed="2026-05-09T22:00:24.000Z",
        ended=True,
        outcome="NoAnswer",
        account_name="Ivyside Bank",
        customer_breadcrumb=(CustomerBreadcrumb("c1", "Sycamore"), CustomerBreadcrumb("c2", "Sycamore Plymouth")),
        endpoint_name="Front desk",
        from_name="Ida Caller",
        from_address="+441632960847",
        to_address="+441134960168",
        call_sid="CA1",
        members=(
            SessionMemberInfo("+441632960847", None, "Ida Caller", role=MemberRole.Caller, call_sid="CA1"),
            SessionMemberInfo("client:isaac", None, "Isaac Eide", role=MemberRole.Agent),
        ),
        log=(
            SessionLogInfo("2026-05-09T21:59:00.100Z", "Call received"),
            SessionLogInfo("2026-05-09T22:00:24.350Z", "No answer from Isaac Eide"),
        ),
    )

    text = ticket_of(session, LINK, BERLIN, NOW)

    assert text == (
        "Incoming call: No answer\n"
        "Ida Caller (+44 1632 960847) -> Front desk (+44 113 496 0168)\n"
        "\n"
        "Began:     2026-05-09 23:59:00 Europe/Berlin (2026-05-09 21:59:00 UTC)\n"
        "Took:      1:24\n"
        "Account:   Ivyside Bank\n"
        "Customer:  Sycamore / Sycamore Plymouth\n"
        "Endpoint:  Front desk\n"
        "Call SID:  CA1\n"
        "Session:   0123456789ab0123456789ab\n"
        f"Link:      {LINK}\n"
        "\n"
        "Members\n"
        "  Caller: Ida Caller (+44 1632 960847) (CA1)\n"
        "  Agent: Isaac Eide (client:isaac)\n"
        "\n"
        "Log, times of Europe/Berlin\n"
        "  2026-05-09\n"
        "  23:59:00.100             Call received\n"
        "  2026-05-10\n"
        "  00:00:24.350      +1:24  No answer from Isaac Eide\n"
    )


def test_of_a_call_that_runs_it_says_how_long_it_has_and_where_its_members_stand() -> None:
    member = SessionMemberInfo("sip:4001", display_name="Emma", call_state=MemberCallState.Hold, muted=True)
    session = SessionInfo(id="1", date_created="2026-05-09T10:00:00.000Z", call_state=CallState.Hold, members=(member,))

    lines = ticket_of(session, LINK, BERLIN, NOW).splitlines()

    assert lines[:2] == ["Incoming call: On hold", "unknown -> unknown"]
    assert "So far:    5:00" in lines
    assert "  Member: Emma (sip:4001) (Hold, muted)" in lines
    assert lines[-1] == "  (empty)"
