"""Request and answer types of the operations on preferences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta


class Preferences(msgspec.Struct, frozen=True, rename="camel"):
    """What is kept for a user of how they like to see the book."""

    preferences: Annotated[Mapping[str, Any], Meta(description="The value of each, by its name.")] = {}


class GetPreferences(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for one's own preferences."""


class PutPreference(msgspec.Struct, frozen=True, rename="camel"):
    """Keeps a preference of one's own, in place of the one of this name; without a value, forgets it."""

    name: Annotated[
        str | None,
        Meta(description="Its name: at most 64 letters of ASCII, digits, `.`, `-` and `_`, the first a letter."),
    ] = None
    value: Annotated[
        Mapping[str, Any] | None, Meta(description="What is kept: an object of at most 4,096 bytes as JSON.")
    ] = None
