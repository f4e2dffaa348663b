"""The operation RequestAuthToken: staff get what signs in as a user of theirs, for a short while."""

from __future__ import annotations

from datetime import datetime, timedelta

from switchbook import access
from switchbook.api.context import Context
from switchbook.api.granting import account_of
from switchbook.api.operation import STAFF, Operation
from switchbook.api.types_tokens import RequestAuthToken, RequestAuthTokenResult
from switchbook.api.users import seen
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, Conflict
from switchbook.model.answer import Answer

_GOOD_FOR = timedelta(minutes=15)


def request_auth_token(request: RequestAuthToken, context: Context) -> Answer:
    """A login of a user that is over after 15 minutes, audited; what stands for it, this once.

    Raises BadRequest where no user is named, NotFound for one who has more than the actor, Conflict for a disabled one.
    """
    user_id, email = (request.user_id or "").strip(), (request.user_email_address or "").strip()
    if not user_id and not email:
        raise BadRequest.of_field("userId", "userId or userEmailAddress is wanted")

    def work(pen: Pen) -> Answer:
        known = pen.ledger.user_by_id(user_id) if user_id else pen.ledger.user(email)
        user = seen(known, context.actor, pen.directory)
        if user.disabled:
            raise Conflict("This user is disabled")
        login, token = access.new_login(user, user.email, permanent=False, expires=_until(context))
        pen.ledger.put_login(login, context.now)
        pen.tell("user", user.id, account_of(user))
        return RequestAuthTokenResult(token)

    return write(request, context, work, shows_secret=True)


def _until(context: Context) -> datetime:
    """When a token is over: with what its maker showed at the latest, so that no token begets others without end."""
    until = context.now + _GOOD_FOR
    return until if context.actor.until is None else min(until, context.actor.until)


TOKENS: tuple[Operation, ...] = (
    Operation(
        name="RequestAuthToken",
        verb="GET",
        route="/auth/token",
        roles=STAFF,
        request=RequestAuthToken,
        answer=RequestAuthTokenResult,
        summary="Tells what signs in as a user for 15 minutes: a bearer token that is a session id too.",
        handler=request_auth_token,
    ),
)
