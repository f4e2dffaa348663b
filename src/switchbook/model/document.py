"""Documents: one session's wire-ready JSON, with holes for the directory's names and, while it grows, for its log.

A kept document is its parts joined by NUL, a byte that JSON text never holds:

    {"dialState":…,"queueState":"None"  ·  account id  ·  customer id  ·  endpoint id  ·
    ,"dateCompleted":…,"displayName":"…","log":[  ·  {"date":…,"message":…},…  ·  ],"members":[…],…}

The stretch from accountId to endpointName is made when a session is shown, so a rename shows at once everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from switchbook.model.directory import Directory
from switchbook.model.session import LogLine, Session
from switchbook.model.wire_json import encode, escaped, plain

_HOLE = b"\0"
_ENCODER = msgspec.json.Encoder()
_LINE = b'{"date":"'
_ORDER = Session.__struct_encode_fields__
_HEAD = ("dialState", "callState", "queueState")
_KEPT_APART = ("accountId", "customerId", "endpointId", "parentSessionId")
_AFTER_LOG = tuple(name for name in _ORDER[_ORDER.index("members") :] if name not in _KEPT_APART)


class Document(msgspec.Struct, frozen=True):
    """A session's JSON in parts; `log` is the items of its log joined by commas."""

    head: bytes
    account_id: str
    customer_id: str
    endpoint_id: str
    before_log: bytes
    log: bytes
    after_log: bytes

    def packed(self) -> bytes:
        """The parts as one byte string, for keeping."""
        ids = (self.account_id.encode(), self.customer_id.encode(), self.endpoint_id.encode())
        return _HOLE.join((self.head, *ids, self.before_log, self.log, self.after_log))

    @classmethod
    def unpacked(cls, kept: bytes) -> Document:
        """The parts back from `packed`. Raises ValueError when the bytes are not such."""
        head, account, customer, endpoint, before, log, after = kept.split(_HOLE)
        return cls(head, account.decode(), customer.decode(), endpoint.decode(), before, log, after)

    def filled(self, named: bytes, log: bytes | None = None) -> bytes:
        """The JSON to send, with the stretch from `names`; `log` replaces the own one where it is kept apart."""
        return b"".join((self.head, b",", named, self.before_log, self.log if log is None else log, self.after_log))


def write(session: Session, log: Iterable[LogLine] = ()) -> Document:
    """The document of a session with these log lines, oldest first."""
    shown = plain(session)
    head = {name: shown.pop(name) for name in _HEAD}
    after = {name: shown.pop(name) for name in _AFTER_LOG if name in shown}
    for name in _KEPT_APART:
        shown.pop(name, None)
    return Document(
        head=_encoded(head)[:-1],
        account_id=session.account_id,
        customer_id=session.customer_id or "",
        endpoint_id=session.endpoint_id or "",
        before_log=b"," + _encoded(shown)[1:-1] + b',"log":[',
        log=write_log(log),
        after_log=b"]," + _encoded(after)[1:],
    )


def write_log(log: Iterable[LogLine]) -> bytes:
    """Log lines as JSON objects joined by commas."""
    # Lines are most of a document: they are encoded as they are, then their dates brought to milliseconds. No message
    # can hold what a line begins with, since quotes inside it are escaped.
    first, *rest = _encoded(tuple(log))[1:-1].split(_LINE)
    return _LINE.join([first, *map(_in_milliseconds, rest)])


def _in_milliseconds(line: bytes) -> bytes:
    """A line from its date on, which is `2026-05-09T14:03:22Z` or has six digits behind the seconds."""
    return line[:23] + line[26:] if line[19:20] == b"." else line[:19] + b".000" + line[19:]


def _encoded(value: object) -> bytes:
    return escaped(_ENCODER.encode(value))


def names(directory: Directory, account_id: str, customer_id: str, endpoint_id: str) -> bytes:
    """The stretch from accountId to endpointName, without its outer commas, as the directory has it now.

    Empty ids are absent. A name the directory does not know is left out; the breadcrumb is then empty.
    """
    account = directory.accounts.get(account_id)
    customer = directory.customers.get(customer_id)
    endpoint = directory.endpoints.get(endpoint_id)
    return encode(
        {
            "accountId": account_id,
            "accountName": account and account.name,
            "customerId": customer_id or None,
            "customerBreadcrumb": [{"id": c.id, "name": c.name} for c in directory.breadcrumb(customer_id or None)],
            "customerName": customer and customer.name,
            "endpointId": endpoint_id or None,
            "endpointName": endpoint and endpoint.name,
        }
    )[1:-1]


def splice(document: Document, directory: Directory, log: bytes | None = None) -> bytes:
    """The JSON to send. `log` replaces the document's own, for a session whose lines are kept apart."""
    named = names(directory, document.account_id, document.customer_id, document.endpoint_id)
    return document.filled(named, log)
