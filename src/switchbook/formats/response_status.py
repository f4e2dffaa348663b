"""What an error says of itself, in every format: ResponseStatus and its parts, in the order of the wire."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from switchbook.errors import SwitchbookError


class ResponseError(msgspec.Struct, frozen=True, rename="camel"):
    """One field at fault; `field_name` is as the client spelled it."""

    error_code: str
    field_name: str
    message: str
    meta: Mapping[str, str] | None = None


class ResponseStatus(msgspec.Struct, frozen=True, rename="camel"):
    """What went wrong. `errors` is written even when it is empty; what is None is left out."""

    error_code: str
    message: str
    stack_trace: str | None = None
    errors: tuple[ResponseError, ...] = ()
    meta: Mapping[str, str] | None = None

    @classmethod
    def of(cls, error: SwitchbookError) -> ResponseStatus:
        """What a client is told of one of our own errors."""
        fields = tuple(ResponseError(each.code, each.field, each.message) for each in error.errors)
        return cls(error_code=error.code, message=error.message, errors=fields)


class ErrorResponse(msgspec.Struct, frozen=True, rename="camel"):
    """The body of every error."""

    response_status: ResponseStatus
