"""What an account or customer is charged for its traffic: one price for each kind of it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class Price(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The price of one kind of traffic, in the currency of the account."""

    base_cost: Annotated[float, Meta(description="What it costs each month, whatever is used.")] = 0.0
    raw_unit_multiplier: Annotated[float, Meta(description="What the carrier's own price is multiplied by.")] = 0.0
    unit_cost: Annotated[float, Meta(description="What each unit costs.")] = 0.0
    allowance: Annotated[float, Meta(description="Units that cost nothing each month.")] = 0.0


class BillingSettings(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The prices of all kinds of traffic."""

    base: Annotated[Price, Meta(description="What being a customer costs.")] = Price()
    local_numbers: Annotated[Price, Meta(description="Local phone numbers.")] = Price()
    toll_free_numbers: Annotated[Price, Meta(description="Toll-free phone numbers.")] = Price()
    inbound_voice_calls: Annotated[Price, Meta(description="Minutes of incoming calls.")] = Price()
    outbound_voice_calls: Annotated[Price, Meta(description="Minutes of outgoing calls.")] = Price()
    inbound_faxes: Annotated[Price, Meta(description="Incoming faxes.")] = Price()
    outbound_faxes: Annotated[Price, Meta(description="Outgoing faxes.")] = Price()
    inbound_sms_messages: Annotated[Price, Meta(description="Incoming text messages.")] = Price()
    outbound_sms_messages: Annotated[Price, Meta(description="Outgoing text messages.")] = Price()
