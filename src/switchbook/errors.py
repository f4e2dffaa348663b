"""The exception tree: every error Switchbook raises on purpose.

    SwitchbookError
    ├── BadRequest            a request that cannot be understood or allowed as asked
    │   ├── UnboundRequest    values that could not be read into their members, all at once
    │   ├── LeftEmpty         values that must be given were not
    │   ├── QueryTooExpensive a question too heavy to answer within its limits
    │   └── KeyReused         an Idempotency-Key that came with another request before
    ├── NotAuthenticated      nobody is signed in, or what was shown is unknown
    │   └── WrongPassword     the user name and the password do not go together
    ├── Forbidden             somebody is signed in who may not do this
    ├── NotFound              the thing named does not exist, or is not to be seen
    ├── Conflict              something else in the book stands against it
    ├── ChangedMeanwhile      the record is no longer the one that the writer has seen
    ├── NotActing             nobody here can do this to what is outside
    ├── PositionExpired       what came after this position of the feed is no longer known
    ├── GivenUp               whoever asked has gone, or waits no longer
    ├── NotOffered            the operation exists not at all, or not for this verb
    ├── TooLarge              more bytes than a limit allows
    ├── TooManyRequests       slower, please
    ├── UnreadablePayload     a source sent what its reader cannot read
    ├── UnreadableFile        a file cannot be opened, or is damaged
    ├── SettingsError         a setting is unknown or has an unusable value
    └── StoreError            the store cannot do what was asked
        ├── StoreClosed       it has been closed
        └── StoreDamaged      what is kept contradicts itself

An error knows no HTTP status: `web/reply.py` alone maps classes to statuses. `code` is the `errorCode` a
client reads; `errors` names the fields at fault, as the client spelled them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field at fault: the code, the field as the client spelled it, and what is wrong with it."""

    code: str
    field: str
    message: str


class SwitchbookError(Exception):
    """Base of every error raised on purpose; the text is fit for the person who asked."""

    code: ClassVar[str] = "SwitchbookError"

    def __init__(self, message: str, *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.errors: tuple[FieldError, ...] = tuple(errors)


class BadRequest(SwitchbookError):
    """A request that cannot be understood, or not be allowed as asked."""

    code = "ArgumentException"

    @classmethod
    def of_field(cls, field: str, message: str) -> BadRequest:
        """One field at fault, named."""
        return cls(message, errors=(FieldError(cls.code, field, message),))


class UnboundRequest(BadRequest):
    """Values that could not be read into their members; `errors` names every one of them."""

    code = "SerializationException"


class LeftEmpty(BadRequest):
    """Values that must be given were not; `errors` names every one of them."""

    code = "NotEmpty"


class QueryTooExpensive(BadRequest):
    """A question too heavy to answer within its limits; the message names what to narrow."""

    code = "QueryTooExpensive"


class KeyReused(BadRequest):
    """An Idempotency-Key that came with another request before, or with other rights; nothing is done now."""

    code = "IdempotencyKeyReused"


class NotAuthenticated(SwitchbookError):
    """Nobody is signed in, or what was shown is unknown: credentials are asked for."""

    code = "Unauthorized"


class WrongPassword(NotAuthenticated):
    """The user name and the password do not go together; the message does not tell which is wrong."""


class Forbidden(SwitchbookError):
    """Somebody is signed in, but may not do this."""

    code = "Forbidden"


class NotFound(SwitchbookError):
    """The thing named does not exist, or the actor may not see it (the answer does not tell which)."""

    code = "NotFound"


class Conflict(SwitchbookError):
    """Something else in the book stands against what was asked; the message says what."""

    code = "Conflict"


class ChangedMeanwhile(SwitchbookError):
    """The record is no longer the one that the writer has seen (RFC 9110, 13.1.1); nothing was changed."""

    code = "PreconditionFailed"


class NotActing(SwitchbookError):
    """Nobody here can do this to what is outside, such as a carrier's call; nothing was changed."""

    code = "NotImplementedException"


class PositionExpired(SwitchbookError):
    """What came after this position of the feed of changes is no longer known."""

    code = "PositionExpired"


class GivenUp(SwitchbookError):
    """The making of an answer was stopped before its end, as it was told to."""

    code = "GivenUp"


class NotOffered(SwitchbookError):
    """No such operation, or not for this verb."""

    code = "NotImplementedException"


class TooLarge(SwitchbookError):
    """More bytes than a limit allows; the message names the limit."""

    code = "RequestTooLarge"


class TooManyRequests(SwitchbookError):
    """The actor asks faster than allowed; `retry_after` is in seconds."""

    code = "TooManyRequests"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnreadablePayload(SwitchbookError):
    """A source sent what its reader cannot read; `errors` names the fields where that is known."""

    code = "UnreadablePayload"


class UnreadableFile(SwitchbookError):
    """A file cannot be opened, or what it is compressed with is damaged; the message names it."""

    code = "UnreadableFile"


class SettingsError(SwitchbookError):
    """A setting is unknown or has an unusable value."""

    code = "SettingsError"


class StoreError(SwitchbookError):
    """The store cannot do what was asked."""

    code = "StoreError"


class StoreClosed(StoreError):
    """The store has been closed."""

    code = "StoreClosed"


class StoreDamaged(StoreError):
    """What is kept contradicts itself; `switchbook check` says more."""

    code = "StoreDamaged"
