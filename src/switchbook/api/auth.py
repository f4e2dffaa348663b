"""The operation GetAuthStatus."""

from __future__ import annotations

from switchbook.api.context import Context
from switchbook.api.types import GetAuthStatus, UserInfo
from switchbook.model.actor import NOBODY


def get_auth_status(_request: GetAuthStatus, context: Context) -> UserInfo:
    """Who is signed in, if anybody, and the accounts they may see, by name; a platform-wide actor sees every one."""
    actor, accounts = context.actor, context.store.directory().accounts
    if actor == NOBODY:
        return UserInfo()
    ids = accounts.keys() if actor.scope.accounts is None else actor.scope.accounts
    # An account that the directory does not know is called by its id.
    named = sorted((accounts[each].name if each in accounts else each, each) for each in ids)
    return UserInfo(
        id=actor.id,
        is_authenticated=True,
        name=actor.name,
        email_address=actor.email,
        roles=(actor.role,),
        account_ids=tuple(account_id for _, account_id in named),
        account_names=tuple(name for name, _ in named),
    )
