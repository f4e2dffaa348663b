"""Request and answer types of the operation RequestAuthToken."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.api.types import SECRET


class RequestAuthToken(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for what signs in as a user for a short while."""

    user_email_address: Annotated[str | None, Meta(description="The e-mail address of the user.")] = None
    user_id: Annotated[str | None, Meta(description="The id of the user, which outranks the address.")] = None


class RequestAuthTokenResult(msgspec.Struct, frozen=True, rename="camel"):
    """What signs in as a user for 15 minutes, as a bearer or as a session id; it is shown this once."""

    auth_token: Annotated[str | None, Meta(description="The secret: whoever shows it is that user.", extra=SECRET)] = (
        None
    )

    def __repr__(self) -> str:
        return "RequestAuthTokenResult(auth_token=***)"
