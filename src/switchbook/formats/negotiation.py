"""Which format an answer is written in: the precedence of ServiceStack (RestHandler.cs, GenericHandler.cs), purely.

On an operation's own route the path's suffix decides, then `?callback=`, `?format=`, and Accept. On the predefined
routes it is `?callback=`, `?format=`, then the route's own format; Accept is ignored. Nobody's wish is ever refused:
what cannot be given falls to HTML, as does a bare `*/*` that comes without a Content-Type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from switchbook.errors import NotFound
from switchbook.formats import FORMATS, HTML, JSON, Format
from switchbook.formats.asked import NOTHING, Asked
from switchbook.formats.response_status import ResponseStatus
from switchbook.model.answer import Answer

_FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_NOT_IN_A_CALLBACK = re.compile(r"[^A-Za-z0-9._]")


class Negotiated(msgspec.Struct, frozen=True):
    """What was agreed: the format, the JSONP callback the answer is wrapped in, and whether a page was asked for.

    `wants_html` tells that HTML was named, as browsers do, so that a login page can be offered in place of a bare 401;
    it is False where HTML is only what is left. `asked` is what the format may heed of the request.
    """

    format: Format
    jsonp: str | None = None
    wants_html: bool = False
    asked: Asked = NOTHING

    @property
    def content_type(self) -> str:
        """The Content-Type of the answer: JSON in a callback is a script."""
        return "text/javascript" if self.jsonp and self.format is JSON else self.format.content_type

    @property
    def headers(self) -> Mapping[str, str]:
        """The Content-Type and the other headers of the format."""
        return {"content-type": self.content_type, **self.format.headers(self.asked)}

    def render(self, answer: Answer) -> Iterator[bytes]:
        """The answer in chunks, wrapped in the callback if there is one."""
        if self.jsonp:
            yield self.jsonp.encode() + b"("
        yield from self.format.render(answer, self.asked)
        if self.jsonp:
            yield b")"

    def render_error(self, status: ResponseStatus) -> bytes:
        """The body of an error, wrapped in the callback if there is one."""
        body = self.format.render_error(status, self.asked)
        return b"%s(%s)" % (self.jsonp.encode(), body) if self.jsonp else body

    def in_json(self) -> Negotiated:
        """The same in JSON: an error in a callback that comes before the operation runs."""
        return msgspec.structs.replace(self, format=JSON)


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
        return _named(_of_suffix(suffix), jsonp)
    if jsonp:
        return Negotiated(JSON, jsonp)
    if format_parameter:
        return _of_parameter(format_parameter) or Negotiated(HTML)
    for media_type in _wished(accept, content_type):
        for known in FORMATS:
            if media_type in known.media_types:
                return _named(known)
    return Negotiated(HTML)


def negotiate_predefined(route_format: str, callback: str | None, format_parameter: str | None) -> Negotiated:
    """The format of an answer on a predefined route; `route_format` is the one its path names, in any case.

    Raises NotFound when the path names no format.
    """
    own = _of_suffix(route_format.lower())
    jsonp = _callback(callback)
    if jsonp:
        return Negotiated(JSON, jsonp)
    return _of_parameter(format_parameter or "") or _named(own)


def _callback(name: str | None) -> str | None:
    return _NOT_IN_A_CALLBACK.sub("_", name) if name else None


def _of_suffix(suffix: str) -> Format:
    for known in FORMATS:
        if known.suffix == suffix:
            return known
    raise NotFound(f"There is no format '{suffix}'")


def _of_parameter(parameter: str) -> Negotiated | None:
    """By the part before a dot, in any case; None when it names no format."""
    name = parameter.partition(".")[0].lower()
    found = next((known for known in FORMATS if known.name == name), None)
    return None if found is None else _named(found)


def _named(found: Format, jsonp: str | None = None) -> Negotiated:
    return Negotiated(found, jsonp, wants_html=found is HTML)


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
