"""The kinds of endpoints: what each is called, the request that makes one, and the fields that its form has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from switchbook.api.types_endpoints import (
    BuyPhoneNumber,
    EndpointTypes,
    NewAssistantEndpoint,
    NewEmailEndpoint,
    NewEndpoint,
    NewFaxEndpoint,
    NewSipTrunkEndpoint,
    NewTeamEndpoint,
    NewUserEndpoint,
    UserModes,
)

NAMES: Mapping[EndpointTypes, str] = {
    EndpointTypes.PhoneNumber: "Phone number",
    EndpointTypes.User: "User",
    EndpointTypes.Team: "Team",
    EndpointTypes.Fax: "Fax",
    EndpointTypes.Email: "Mailbox",
    EndpointTypes.SipTrunk: "SIP trunk",
    EndpointTypes.AssistantBot: "Assistant",
    EndpointTypes.EmergencyAddress: "Emergency address",
}
USER_MODES: Mapping[UserModes, str] = {
    UserModes.SoftPhone: "a soft phone",
    UserModes.SipPhone: "a SIP telephone",
    UserModes.Flow: "a flow",
}
_ADDRESS = "What traffic calls it by: a number, client:name, sip:user@host, an extension."


class Field(msgspec.Struct, frozen=True):
    """A field of a form: the wire name of its member, its label, a hint, and what kind of field it is."""

    name: str
    label: str
    hint: str = ""
    kind: str = "text"
    required: bool = False


class EndpointKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind: what makes it, and the fields that only it has, when it is made and when it is changed."""

    of: EndpointTypes
    makes: type[NewEndpoint]
    fields: Sequence[Field] = ()
    changes: Sequence[Field] | None = None
    named: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return NAMES[self.of]


_SID = Field("addressSid", "Address SID", "The carrier's id of the number's street address.")
_NUMBER = Field("number", "Number", "Best with + and the country, such as +15035550123.", required=True)
_NUMBER_NOW = Field("phoneNumber", "Number", required=True)
_VIRTUAL = Field("isVirtualPhoneNumber", "The number is no carrier's", kind="checkbox")
_SMS = Field("disableSms", "Messages are off", kind="checkbox")
_CALLED = Field("address", "Called by", _ADDRESS)

KINDS: Sequence[EndpointKind] = (
    EndpointKind(
        of=EndpointTypes.PhoneNumber,
        makes=BuyPhoneNumber,
        fields=(_NUMBER, _VIRTUAL, _SID),
        changes=(_NUMBER_NOW, _VIRTUAL, _SMS, _SID),
    ),
    EndpointKind(
        of=EndpointTypes.User,
        makes=NewUserEndpoint,
        fields=(
            Field("userMode", "Calls with", kind="mode"),
            Field("sipUserName", "SIP user name", "With its host, or an extension."),
            Field("userEmailAddress", "Mailbox"),
            Field("phoneNumber", "Number of their own"),
            Field("mobilePhoneNumber", "Mobile number"),
            _CALLED,
        ),
    ),
    EndpointKind(of=EndpointTypes.Team, makes=NewTeamEndpoint, fields=(_CALLED,), named=True),
    EndpointKind(of=EndpointTypes.Fax, makes=NewFaxEndpoint, fields=(_NUMBER, _SID), changes=(_NUMBER_NOW, _SID)),
    EndpointKind(
        of=EndpointTypes.Email, makes=NewEmailEndpoint, fields=(Field("emailAddress", "Mailbox", required=True),)
    ),
    EndpointKind(
        of=EndpointTypes.SipTrunk,
        makes=NewSipTrunkEndpoint,
        fields=(Field("sipUserName", "SIP user name", "With its host."), _CALLED),
        named=True,
    ),
    EndpointKind(of=EndpointTypes.AssistantBot, makes=NewAssistantEndpoint, fields=(_CALLED,), named=True),
)
_BY_TYPE = {kind.of: kind for kind in KINDS}


def kind_named(name: str) -> EndpointKind:
    """The kind whose type has this name on the wire; that of phone numbers for any other text."""
    return next((kind for kind in KINDS if kind.of.name == name), KINDS[0])


def fields_to_change(type_: EndpointTypes | None) -> Sequence[Field]:
    """The fields in which only endpoints of this type are changed."""
    kind = None if type_ is None else _BY_TYPE.get(type_)
    if kind is None:
        return (_CALLED,)
    return kind.fields if kind.changes is None else kind.changes
