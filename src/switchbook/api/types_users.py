"""Request types of the operations on users; the answer is UserInfo."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.api.types import SECRET, Ids, ListRequest

_OURS = {"extension": True}


class ListUsers(ListRequest, frozen=True, rename="camel"):
    """Asks for a list of users."""

    account_ids: Annotated[Ids, Meta(description="The accounts whose users are wanted; absent, all.")] = ()
    email_filter: Annotated[str | None, Meta(description="Text that the e-mail address contains.")] = None


class GetUser(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for one user."""

    user_id: Annotated[str | None, Meta(description="The id of the user.")] = None


class NewUser(msgspec.Struct, frozen=True, rename="camel"):
    """Makes a user, who can have no more than who makes it."""

    account_id: Annotated[str | None, Meta(description="The account the user belongs to.")] = None
    email_address: Annotated[
        str | None, Meta(description="The address to sign in with; no two users have the same.")
    ] = None
    first_name: Annotated[str | None, Meta(description="The first name.")] = None
    last_name: Annotated[str | None, Meta(description="The last name.")] = None
    password: Annotated[str | None, Meta(description="The password: at least 8 letters.", extra=SECRET)] = None
    role: Annotated[
        str | None, Meta(description="What the user may do; absent, `User`, which is the least.", extra=_OURS)
    ] = None
    account_ids: Annotated[
        Ids, Meta(description="Further accounts. Only a SystemAdministrator may have none.", extra=_OURS)
    ] = ()
    customer_ids: Annotated[
        Ids, Meta(description="The customers the user is limited to, with all below.", extra=_OURS)
    ] = ()
    endpoint_ids: Annotated[Ids, Meta(description="The endpoints the user is limited to.", extra=_OURS)] = ()

    def __repr__(self) -> str:
        return f"NewUser(account_id={self.account_id!r}, email_address={self.email_address!r}, password=***)"


class PatchUser(msgspec.Struct, frozen=True, rename="camel"):
    """Changes a user: only what is given changes.

    An empty text clears a name. A list of limits replaces the one before, unless it is empty; `*` alone lifts it.
    """

    user_id: Annotated[str | None, Meta(description="The id of the user.")] = None
    email_address: Annotated[str | None, Meta(description="The address to sign in with.")] = None
    first_name: Annotated[str | None, Meta(description="The first name.")] = None
    last_name: Annotated[str | None, Meta(description="The last name.")] = None
    role: Annotated[str | None, Meta(description="What the user may do.")] = None
    account_ids: Annotated[Ids | None, Meta(description="The accounts the user is limited to; `*` is no limit.")] = None
    customer_ids: Annotated[
        Ids | None, Meta(description="The customers the user is limited to, with all below; `*` is no limit.")
    ] = None
    endpoint_ids: Annotated[Ids | None, Meta(description="The endpoints the user is limited to; `*` is no limit.")] = (
        None
    )
    disabled: Annotated[bool | None, Meta(description="Whether the user may not sign in.")] = None


class DeleteUser(msgspec.Struct, frozen=True, rename="camel"):
    """Deletes a user, whose logins end."""

    user_id: Annotated[str | None, Meta(description="The id of the user.")] = None


class ChangePassword(msgspec.Struct, frozen=True, rename="camel"):
    """Gives a user another password, which ends all logins of that user."""

    user_id: Annotated[str | None, Meta(description="The id of the user.")] = None
    old_password: Annotated[
        str | None, Meta(description="The password so far: wanted of who changes their own.", extra=SECRET)
    ] = None
    new_password: Annotated[str | None, Meta(description="The new password: at least 8 letters.", extra=SECRET)] = None

    def __repr__(self) -> str:
        return f"ChangePassword(user_id={self.user_id!r}, old_password=***, new_password=***)"
