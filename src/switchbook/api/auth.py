"""The operation GetAuthStatus."""

from __future__ import annotations

from switchbook.api.context import Context
from switchbook.api.granting import shown_limits
from switchbook.api.types import GetAuthStatus, UserInfo
from switchbook.model.actor import NOBODY


def get_auth_status(_request: GetAuthStatus, context: Context) -> UserInfo:
    """Who is signed in, if anybody, and the accounts they may see, by name; a platform-wide actor sees every one."""
    actor = context.actor
    if actor == NOBODY:
        return UserInfo()
    user = context.store.user_by_id(actor.id) if actor.kind == "user" else None
    return UserInfo(
        id=actor.id,
        is_authenticated=True,
        first_name=None if user is None else user.first_name,
        last_name=None if user is None else user.last_name,
        name=actor.name,
        email_address=actor.email,
        roles=(actor.role,),
        **shown_limits(actor.scope, context.store.directory()),
    )
