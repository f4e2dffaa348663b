"""Which format an answer is written in: the precedence of ServiceStack (RestHandler.cs, GenericHandler.cs), purely.

On an operation's own route the path's suffix decides, then `?callback=`, `?format=`, and Accept. On the predefined
routes it is `?callback=`, `?format=`, then the route's own format; Accept is ignored. Nobody's wish is ever refused:
what cannot be given falls to the first of FORMATS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from switchbook.errors import NotFound
from switchbook.formats import FORMATS, JSON, Format
from switchbook.formats.response_status import ResponseStatus
from switchbook.model.answer import Answer

_DEFAULT = FORMATS[0]
_HTML = "text/html"
_FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_NOT_IN_A_CALLBACK = re.compile(r"[^A-Za-z0-9._]")


class Negotiated(msgspec.Struct, frozen=True):
    """What was agreed: the format, the JSONP callback the answer is wrapped in, and whether a page was asked for.

    `wants_html` tells that a person's browser asks, so that a login page can be offered in place of a bare 401.
    """

    format: Format
    jsonp: str | None = None
    wants_html: bool = False

    @property
    def content_type(self) -> str:
        """The Content-Type of the answer: JSON in a callback is a script."""
        return "text/javascript" if self.jsonp and self.format is JSON else self.format.content_type

    def render(self, answer: Answer) -> Iterator[bytes]:
        """The answer in chunks, wrapped in the callback if there is one."""
        if self.jsonp:
            yield self.jsonp.encode() + b"("
        yield from self.format.render(answer)
        if self.jsonp:
            yield b")"

    def render_error(self, status: ResponseStatus) -> bytes:
        """The body of an error, wrapped in the callback if there is one."""
        body = self.format.render_error(status)
        return b"%s(%s)" % (self.jsonp.encode(), body) if self.jsonp else body


def negotiate(
    suffix: str | None,
    callback: str | None,
    format_parameter: str | None,
    accept: str | None,
    content_type: str | None,
) -> Negotiated:
    """The format of an answer on an operation's own route.

    `suffix` is what follows the last dot of the path, None where there is no dot; the others are the parameters and
    headers of those names. Raises NotFound for a suffix that names no format.
    """
    jsonp = _callback(callback)
    if suffix is not None:
        return Negotiated(_of_suffix(suffix), jsonp)
    if jsonp:
        return Negotiated(JSON, jsonp)
    if format_parameter:
        return _of_parameter(format_parameter, _DEFAULT)
    for media_type in _wished(accept, content_type):
        if media_type == _HTML:
            return Negotiated(_DEFAULT, wants_html=True)
        for known in FORMATS:
            if media_type in known.media_types:
                return Negotiated(known)
    return Negotiated(_DEFAULT)


def negotiate_predefined(route_format: str, callback: str | None, format_parameter: str | None) -> Negotiated:
    """The format of an answer on a predefined route; `route_format` is the one its path names, in any case.

    Raises NotFound when the path names no format.
    """
    own = _of_suffix(route_format.lower())
    jsonp = _callback(callback)
    if jsonp:
        return Negotiated(JSON, jsonp)
    return _of_parameter(format_parameter, own) if format_parameter else Negotiated(own)


def _callback(name: str | None) -> str | None:
    return _NOT_IN_A_CALLBACK.sub("_", name) if name else None


def _of_suffix(suffix: str) -> Format:
    for known in FORMATS:
        if known.suffix == suffix:
            return known
    raise NotFound(f"There is no format '{suffix}'")


def _of_parameter(parameter: str, otherwise: Format) -> Negotiated:
    """By the part before a dot, in any case."""
    name = parameter.partition(".")[0].lower()
    found = next((known for known in FORMATS if known.name == name), otherwise)
    return Negotiated(found, wants_html=name == "html")


def _wished(accept: str | None, content_type: str | None) -> Iterator[str]:
    """The media types wished for, in the order named: quality values count for nothing.

    A bare `*/*` wishes for what the request itself is made of, unless that is a form.
    """
    wish = (accept or "").strip()
    if wish == "*/*":
        own = _media_type(content_type or "")
        wish = "" if own in _FORM_TYPES else own
    return (_media_type(each) for each in wish.split(","))


def _media_type(text: str) -> str:
    return text.partition(";")[0].strip().lower()
