"""Request and answer types of the calls under way, in the shape that Twilio's API gives a call."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class GetActiveCalls(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for the calls under way."""

    account_id: Annotated[str | None, Meta(description="The account whose calls are wanted; absent, all.")] = None


class CallInfo(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One call: a line from the platform to one party. What nobody told the book is absent."""

    account_sid: Annotated[str | None, Meta(description="The Twilio account SID of the account.")] = None
    annotation: Annotated[str | None, Meta(description="Always absent: carriers keep none any more.")] = None
    answered_by: Annotated[
        str | None,
        Meta(description="Always absent: whether a person or a machine answered is not kept."),
    ] = None
    caller_name: Annotated[str | None, Meta(description="The name of who calls, as it was told of this call.")] = None
    date_created: Annotated[str | None, Meta(description="When it began: the earliest that was told of it.")] = None
    date_updated: Annotated[str | None, Meta(description="The latest that was told of it.")] = None
    direction: Annotated[
        str | None,
        Meta(
            description="It is `inbound`; `outbound-dial` where another call of the session dialled it; `outbound-api` "
            "where the platform placed it."
        ),
    ] = None
    duration: Annotated[int | None, Meta(description="Always absent: it has one only once it is over.")] = None
    end_time: Annotated[str | None, Meta(description="Always absent: it is not over.")] = None
    forwarded_from: Annotated[
        str | None, Meta(description="Always absent: it is told when a call is over, and stands in the session's log.")
    ] = None
    from_: Annotated[str | None, Meta(description="The address calling.")] = msgspec.field(name="from", default=None)
    from_formatted: Annotated[str | None, Meta(description="The same as people write it.")] = None
    parent_call_sid: Annotated[str | None, Meta(description="The sid of the call that dialled it.")] = None
    phone_number_sid: Annotated[str | None, Meta(description="Always absent: it is the carrier's alone.")] = None
    price: Annotated[float | None, Meta(description="Always absent: it is not known before the end.")] = None
    price_unit: Annotated[str | None, Meta(description="Always absent, as the price is.")] = None
    sid: Annotated[
        str | None, Meta(description="The carrier's id of the call; where it has none, what its source calls it.")
    ] = None
    start_time: Annotated[str | None, Meta(description="When it began; absent while it waits to be dialled.")] = None
    status: Annotated[str | None, Meta(description="Where it stands: `queued`, `ringing` or `in-progress`.")] = None
    to: Annotated[str | None, Meta(description="The address called.")] = None
    to_formatted: Annotated[str | None, Meta(description="The same as people write it.")] = None
    uri: Annotated[str | None, Meta(description="The path of a Twilio call in Twilio's own API.")] = None


class ActiveCalls(msgspec.Struct, frozen=True, rename="camel"):
    """The calls under way."""

    calls: Annotated[
        tuple[CallInfo, ...],
        Meta(description="Those of the newest session first; of a session, the one it began with first."),
    ] = ()
