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
from switchbook.model.wire_json import encode, encode_plain, plain

_HOLE = b"\0"
_NAMED_BY_DIRECTORY = frozenset({"accountId", "customerId", "endpointId", "parentSessionId"})
_BEFORE_NAMES = frozenset({"dialState", "callState", "queueState"})
_LAST_BEFORE_LOG = "displayName"


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


def write(session: Session, log: Iterable[LogLine] = ()) -> Document:
    """The document of a session with these log lines, oldest first."""
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    head: dict[str, object] = {}
    part = before
    for attribute, name in zip(Session.__struct_fields__, Session.__struct_encode_fields__, strict=True):
        value = getattr(session, attribute)
        if value is not None and name not in _NAMED_BY_DIRECTORY:
            (head if name in _BEFORE_NAMES else part)[name] = plain(value)
        if name == _LAST_BEFORE_LOG:
            part = after
    before_members = encode_plain(before)[1:-1]
    return Document(
        head=encode_plain(head)[:-1],
        account_id=session.account_id,
        customer_id=session.customer_id or "",
        endpoint_id=session.endpoint_id or "",
        before_log=b"," + before_members + (b"," if before_members else b"") + b'"log":[',
        log=write_log(log),
        after_log=b"]," + encode_plain(after)[1:],
    )


def write_log(log: Iterable[LogLine]) -> bytes:
    """Log lines as JSON objects joined by commas."""
    return b",".join(encode(line) for line in log)


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
    own = document.log if log is None else log
    return b"".join((document.head, b",", named, document.before_log, own, document.after_log))
