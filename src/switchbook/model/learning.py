"""Which addresses are surely the account's own, and the endpoints that are made of them."""

from __future__ import annotations

from switchbook.model.addresses import Address, Kind, calls_for_help
from switchbook.model.directory import Endpoint
from switchbook.model.identity import endpoint_id
from switchbook.model.session import Channel

# What the endpoint that is learnt from an address is, by its kind. Free text (`s`, a room's name) teaches nothing.
TYPES = {
    Kind.number: "PhoneNumber",
    Kind.local: "PhoneNumber",
    Kind.extension: "User",
    Kind.client: "User",
    Kind.sip: "User",
    Kind.email: "Email",
}
# What has no meaning outside the account, so whoever calls it, it is the account's.
INTERNAL = frozenset({Kind.extension, Kind.client})
# What people of the account call from.
DEVICES = INTERNAL | {Kind.sip}
NUMBERS = frozenset({Kind.number, Kind.local})


def learnable(address: Address, *, ours: bool, other: Address | None, region: str | None) -> bool:
    """Whether an address is surely the account's own.

    `ours` says that it stands on the account's side of the session, `other` who is on the other side. A number that
    one of the account's devices calls, or shows when it is called, may be anybody's.
    """
    if address.kind is Kind.text or calls_for_help(address, region):
        return False
    if address.kind in INTERNAL:
        return True
    is_number = address.kind in NUMBERS or address.number is not None
    return ours and not (is_number and other is not None and other.kind in DEVICES)


def learnt(account_id: str, address: Address, channel: Channel | None) -> Endpoint:
    """The endpoint that is made of an address. It follows from what the address means, not from how it is written."""
    kind, text = (address.kind, address.text) if address.number is None else (Kind.number, address.number)
    # A short number that messages are sent to is a carrier's short code, no telephone on a desk.
    type_ = "PhoneNumber" if kind is Kind.extension and channel is Channel.Chat else TYPES[kind]
    return Endpoint(
        id=endpoint_id(account_id, type_, text),
        account_id=account_id,
        name=text,
        type=type_,
        address=text,
        learnt=True,
    )
