"""Request and answer types of the operations that check accounts and change the secrets of their hooks."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.api.types import SECRET

_OURS = {"extension": True, **SECRET}


class CheckAccount(msgspec.Struct, frozen=True, rename="camel"):
    """Checks an account; nothing changes."""

    account_id: Annotated[str | None, Meta(description="The id of the account.")] = None


class AccountFinding(msgspec.Struct, frozen=True, rename="camel"):
    """Something wrong with a record of an account."""

    record: Annotated[str, Meta(description="The kind of record: `account`, `customer`, `endpoint` or `hook`.")]
    record_id: Annotated[str, Meta(description="The id of that record.")]
    problem: Annotated[str, Meta(description="What is wrong with it.")]


class CheckedHook(msgspec.Struct, frozen=True, rename="camel"):
    """A way in of an account."""

    id: Annotated[str, Meta(description="The id of the hook.")]
    source: Annotated[str, Meta(description="What calls it.")]
    url: Annotated[str, Meta(description="Where it is called.")]
    secrets: Annotated[int, Meta(description="How many secrets are good: two while one takes the place of another.")]
    last_delivery: Annotated[str | None, Meta(description="When something authentic last came through it.")] = None


class AccountCheck(msgspec.Struct, frozen=True, rename="camel"):
    """What a check of an account found."""

    account_id: Annotated[str, Meta(description="The id of the account.")]
    account_name: Annotated[str, Meta(description="The name of the account.")]
    sessions: Annotated[int, Meta(description="Its sessions, live and archived.")]
    customers: Annotated[int, Meta(description="Its customers.")]
    endpoints: Annotated[int, Meta(description="Its endpoints.")]
    hooks: Annotated[tuple[CheckedHook, ...], Meta(description="The ways in of its sources.")] = ()
    findings: Annotated[
        tuple[AccountFinding, ...], Meta(description="All that is wrong; empty where everything is right.")
    ] = ()


class SetAccountLogo(msgspec.Struct, frozen=True, rename="camel"):
    """Gives an account a logo. Where it is to be had then is `logoUri` of the account."""

    account_id: Annotated[str | None, Meta(description="The id of the account.")] = None
    content: Annotated[
        str | None, Meta(description="The picture in Base64: PNG, JPEG or GIF of at most 256 kB; SVG is none.")
    ] = None


class RegenerateAccountTokens(msgspec.Struct, frozen=True, rename="camel"):
    """Gives every hook of an account one more secret; the newest before it stays good until this is asked again."""

    account_id: Annotated[str | None, Meta(description="The id of the account.")] = None
    twilio_auth_token: Annotated[
        str | None,
        Meta(
            description="The new auth token of its Twilio account, which only Twilio makes. Without it, Twilio hooks "
            "keep theirs.",
            extra=_OURS,
        ),
    ] = None


class NewHookSecret(msgspec.Struct, frozen=True, rename="camel"):
    """What became of the secret of one hook."""

    id: Annotated[str, Meta(description="The id of the hook.")]
    source: Annotated[str, Meta(description="What calls it.")]
    changed: Annotated[bool, Meta(description="Whether it has a new secret.")]
    secret: Annotated[
        str | None, Meta(description="The new secret, shown this once; absent where Twilio made it.", extra=SECRET)
    ] = None


class AccountTokens(msgspec.Struct, frozen=True, rename="camel"):
    """The new secrets of an account."""

    account_id: Annotated[str, Meta(description="The id of the account.")]
    hooks: Annotated[
        tuple[NewHookSecret, ...], Meta(description="Its hooks, each with what became of its secret.", extra=SECRET)
    ] = ()
