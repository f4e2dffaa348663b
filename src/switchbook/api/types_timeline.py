"""Request and answer types of how a session went."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.model.session import MemberRole


class GetSessionTimeline(msgspec.Struct, frozen=True, rename="camel"):
    """Asks how a session went."""

    session_id: Annotated[str | None, Meta(description="The id of the session.")] = None


class TimelineSpan(msgspec.Struct, frozen=True, rename="camel"):
    """A time that something lasted for one party."""

    kind: Annotated[
        str,
        Meta(
            description="What it was: `ringing`, `flow` (in the flow, nobody on the line), `queued`, `connected`, "
            "`held`, or `present` where no more is known than that the party was there."
        ),
    ]
    begin: Annotated[str, Meta(description="From when.")]
    end: Annotated[str | None, Meta(description="Until when; absent while it goes on.")] = None
    milliseconds: Annotated[int | None, Meta(description="How long it lasted; absent while it goes on.")] = None
    detail: Annotated[
        str | None, Meta(description="The name of the queue; who holds, or `transfer` where that is what it is for.")
    ] = None


class TimelineMark(msgspec.Struct, frozen=True, rename="camel"):
    """A moment of one party."""

    kind: Annotated[
        str,
        Meta(
            description="What happened: `answered`, `transferred`, `muted`, `unmuted`, `joined` or `left` (a "
            "conference), `message`, `file`, `ended`."
        ),
    ]
    at: Annotated[str, Meta(description="When.")]
    detail: Annotated[
        str | None,
        Meta(description="To whom it was transferred, how it ended (such as `no-answer`), or what kind of file came."),
    ] = None


class TimelineLane(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One party, in the order in which they came; the one that the session goes back to first."""

    name: Annotated[str | None, Meta(description="What the party is called.")] = None
    identity: Annotated[str | None, Meta(description="The party's address.")] = None
    endpoint_id: Annotated[str | None, Meta(description="The endpoint, where it is one of the account's.")] = None
    role: Annotated[MemberRole, Meta(description="What the party is in the session.")] = MemberRole.None_
    call_sid: Annotated[str | None, Meta(description="The carrier's id of the party's call.")] = None
    spans: Annotated[
        tuple[TimelineSpan, ...], Meta(description="What the party did, oldest first; spans never overlap.")
    ] = ()
    marks: Annotated[tuple[TimelineMark, ...], Meta(description="Moments, oldest first.")] = ()


class SessionTimeline(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How a session went. Lines of its log belong on the same axis, by their dates."""

    session_id: Annotated[str | None, Meta(description="The id of the session.")] = None
    parent_session_id: Annotated[
        str | None, Meta(description="The session that it followed from; absent where there is none to be seen.")
    ] = None
    begin: Annotated[str | None, Meta(description="When it began.")] = None
    end: Annotated[str | None, Meta(description="When it was over; absent while it goes on.")] = None
    complete: Annotated[
        bool,
        Meta(
            description="Whether every event of it is still kept. If not (an old session, or one that came whole), "
            "holds, queues and marks may be missing."
        ),
    ] = False
    lanes: Annotated[tuple[TimelineLane, ...], Meta(description="The parties.")] = ()
