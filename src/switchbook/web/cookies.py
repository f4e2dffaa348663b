"""ServiceStack's session cookies: read however broken the header is, written as ASP.NET Core writes them.

Names, lives and attributes are ServiceStack's, since its clients look for them. The JavaScript client cuts Set-Cookie
at the comma of `expires` and hands back pieces of it as cookies, so every pair is read by itself and junk is skipped.
Never set is `ss-reftok`: clients that see it, even empty, try to refresh a token instead of showing an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import msgspec

from switchbook.access import new_session_id

TEMPORARY, PERMANENT, OPTION, USER = "ss-id", "ss-pid", "ss-opt", "X-UAId"
# What a logout takes back; `ss-tok` is another server's, for clients that moved here.
TAKEN_BACK = (TEMPORARY, PERMANENT, USER, "ss-tok")

_TWENTY_YEARS = timedelta(days=7305)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class SessionIds(msgspec.Struct, frozen=True):
    """The session ids a request shows; None where it shows none. `remembered` is what its `ss-opt` says."""

    temporary: str | None
    permanent: str | None
    remembered: bool

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids, first the one that `ss-opt` points to."""
        both = (self.permanent, self.temporary) if self.remembered else (self.temporary, self.permanent)
        return tuple(session_id for session_id in both if session_id)


def session_ids(cookie_headers: Iterable[str], headers: Mapping[str, str]) -> SessionIds:
    """The ids of `Cookie` headers and of the headers `X-ss-id`, `X-ss-pid` and `X-ss-opt`, which outrank them."""
    pairs = read(cookie_headers)
    temporary, permanent, option = (
        headers.get(f"x-{name}", "").strip() or pairs.get(name) for name in (TEMPORARY, PERMANENT, OPTION)
    )
    return SessionIds(temporary, permanent, remembered=option == "perm")


def read(cookie_headers: Iterable[str]) -> dict[str, str]:
    """Every readable cookie by name. One without a value counts as absent; of two the first counts."""
    pairs: dict[str, str] = {}
    for header in cookie_headers:
        for piece in header.split(";"):
            name, _, value = piece.partition("=")
            value = value.strip().strip('"')
            if value:
                pairs.setdefault(name.strip(), value)
    return pairs


def missing(shown: SessionIds, now: datetime, *, secure: bool) -> list[str]:
    """The Set-Cookie lines of new ids that stand for nobody, for those the client lacks."""
    lines = [] if shown.temporary else [set_cookie(TEMPORARY, new_session_id(), secure=secure)]
    if not shown.permanent:
        lines.append(set_cookie(PERMANENT, new_session_id(), secure=secure, keep_from=now))
    return lines


def of_login(user_id: str, session_id: str, now: datetime, *, remembered: bool, secure: bool) -> list[str]:
    """The Set-Cookie lines of a login: two new ids, one of which is the session's, and which one it is."""
    temporary, permanent = (new_session_id(), session_id) if remembered else (session_id, new_session_id())
    return [
        set_cookie(TEMPORARY, temporary, secure=secure),
        set_cookie(PERMANENT, permanent, secure=secure, keep_from=now),
        set_cookie(OPTION, "perm" if remembered else "temp", secure=secure, keep_from=now),
        set_cookie(USER, user_id, secure=secure, keep_from=now),
    ]


def of_logout(*, secure: bool) -> list[str]:
    """The Set-Cookie lines that make the client forget its login."""
    return [_line(name, "", _LONG_AGO, secure=secure) for name in TAKEN_BACK]


def set_cookie(name: str, value: str, *, secure: bool, keep_from: datetime | None = None) -> str:
    """A Set-Cookie line. The cookie lives twenty years from `keep_from`, or as long as the browser's own session."""
    return _line(name, value, None if keep_from is None else keep_from + _TWENTY_YEARS, secure=secure)


def _line(name: str, value: str, expires: datetime | None, *, secure: bool) -> str:
    until = "" if expires is None else f"; expires={format_datetime(expires.astimezone(UTC), usegmt=True)}"
    return f"{name}={value}{until}; path=/{'; secure' if secure else ''}; samesite=lax; httponly"
