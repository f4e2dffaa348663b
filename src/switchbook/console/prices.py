"""The prices of an account or customer, as the rows of a table and as the fields of a form."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from switchbook.model.billing import BillingSettings, Price

_NAMES = {
    "base": "Being a customer",
    "local_numbers": "Local numbers",
    "toll_free_numbers": "Toll-free numbers",
    "inbound_voice_calls": "Incoming calls, a minute",
    "outbound_voice_calls": "Outgoing calls, a minute",
    "inbound_faxes": "Incoming faxes",
    "outbound_faxes": "Outgoing faxes",
    "inbound_sms_messages": "Incoming messages",
    "outbound_sms_messages": "Outgoing messages",
}
_PARTS = (
    ("baseCost", "A month"),
    ("unitCost", "Each"),
    ("allowance", "Free each month"),
    ("rawUnitMultiplier", "× carrier"),
)


class PricedKind(msgspec.Struct, frozen=True):
    """One kind of traffic: what it is called, the path of its fields in a form, and its price."""

    name: str
    path: str
    price: Price


def prices_of(settings: BillingSettings | None) -> Sequence[PricedKind]:
    """Every kind of traffic with its price; nothing where no prices are set."""
    return () if settings is None else every_price(settings)


def every_price(settings: BillingSettings | None) -> Sequence[PricedKind]:
    """The same with all prices at nothing where none are set."""
    held = settings or BillingSettings()
    wires = dict(zip(held.__struct_fields__, held.__struct_encode_fields__, strict=True))
    return [
        PricedKind(name, f"billingSettings.{wires[attribute]}", getattr(held, attribute))
        for attribute, name in _NAMES.items()
    ]


def price_parts() -> Sequence[tuple[str, str]]:
    """What a price consists of: the wire name of each part, and what it is called."""
    return _PARTS
