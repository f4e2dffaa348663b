"""The operations on preferences: small values that a user's own clients keep, such as the columns of a list.

They are nobody's but the user's: not even staff see them, and they go with the user.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from switchbook.api.context import Context
from switchbook.api.granting import account_of
from switchbook.api.operation import Operation
from switchbook.api.types_preferences import GetPreferences, Preferences, PutPreference
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, Conflict, Forbidden
from switchbook.model.actor import Actor
from switchbook.model.answer import Answer, DocumentAnswer
from switchbook.model.wire_json import encode

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")
_LARGEST = 4096
_MOST = 64


def get_preferences(_request: GetPreferences, context: Context) -> DocumentAnswer:
    """The actor's own preferences. Raises Forbidden for who is no user."""
    return _answer(context.store.preferences(_own(context.actor)))


def put_preference(request: PutPreference, context: Context) -> Answer:
    """Keep or forget a preference of the actor's own; all of them as they are then.

    Raises BadRequest for an unfit name or too large a value, Conflict for one too many, Forbidden for who is no user.
    """
    user_id, name = _own(context.actor), request.name or ""
    if not _NAME.fullmatch(name):
        raise BadRequest.of_field(
            "name", "name is at most 64 letters of ASCII, digits, '.', '-' and '_', the first of them a letter"
        )
    value = None if request.value is None else msgspec.json.encode(request.value)
    if value is not None and len(value) > _LARGEST:
        raise BadRequest.of_field("value", f"value has {len(value)} bytes as JSON, and may have {_LARGEST}")

    def work(pen: Pen) -> Answer:
        user = pen.ledger.user_by_id(user_id)
        if user is None:
            raise Forbidden("Preferences are those of a user, and you are none any more")
        kept = pen.ledger.preferences(user_id)
        pen.refuse_if_changed(_answer(kept).document)
        if value is None:
            pen.ledger.drop_preference(user_id, name)
        elif name not in kept and len(kept) >= _MOST:
            raise Conflict(f"You have {_MOST} preferences, and may have no more: forget one first")
        else:
            pen.ledger.put_preference(user_id, name, value)
        pen.tell("preference", f"{user_id}/{name}", account_of(user))
        return _answer(pen.ledger.preferences(user_id))

    return write(request, context, work)


def _own(actor: Actor) -> str:
    """Whose preferences an actor's are. Raises Forbidden where the actor is a key or the command line."""
    if actor.kind != "user":
        raise Forbidden("Preferences are those of a user who signs in, and you are none")
    return actor.id


def _answer(kept: Mapping[str, bytes]) -> DocumentAnswer:
    told = {name: msgspec.json.decode(value) for name, value in kept.items()}
    return DocumentAnswer(encode(Preferences(told)), Preferences)


PREFERENCES: tuple[Operation, ...] = (
    Operation(
        name="GetPreferences",
        verb="GET",
        route="/preferences",
        roles=(),
        request=GetPreferences,
        answer=Preferences,
        summary="Tells what is kept of one's own of how to show the book, such as the columns of a list.",
        handler=get_preferences,
    ),
    Operation(
        name="PutPreference",
        verb="PUT",
        route="/preferences/{name}",
        roles=(),
        request=PutPreference,
        answer=Preferences,
        summary="Keeps a preference of one's own, or forgets it where no value is given.",
        handler=put_preference,
    ),
)
