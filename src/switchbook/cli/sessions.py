"""`switchbook sessions`: looks into the book in a data directory, or asks a server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from switchbook import wiring
from switchbook.api.binding import bind
from switchbook.api.sessions import get_session, list_sessions
from switchbook.api.spelling import read_answer
from switchbook.api.types import GetSession, ListResponse, ListSessions, SessionInfo
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.cli.owner import owner_context
from switchbook.cli.parameters import pairs_of, with_parameters
from switchbook.client import Client
from switchbook.errors import BadRequest
from switchbook.formats import JSON
from switchbook.model.session import wire_name
from switchbook.settings import Settings

Server = Annotated[
    str | None, typer.Option("--server", metavar="URL", help="Ask this server instead of a data directory.")
]
Key = Annotated[
    str | None, typer.Option("--key", metavar="KEY", help="The API key to show it; better given as SWITCHBOOK_KEY.")
]
User = Annotated[
    str | None, typer.Option("--user", metavar="EMAIL", help="Sign in there; the password is SWITCHBOOK_PASSWORD.")
]


@with_parameters
def list_(
    *,
    data: Data = None,
    config: Config = None,
    server: Server = None,
    key: Key = None,
    user: User = None,
    json: Json = False,
    **asked: str | list[str] | None,
) -> None:
    """List sessions: the parameters of GET /sessions as options, the same rules, the same answer with --json.

    Lists of ids are written a,b or by repeating the option.
    """
    request = bind(ListSessions, "ListSessions", list(pairs_of(asked)))
    settings = settings_from(config, data=data, server=server, key=key, user=user)
    with _listed(settings, request, at_server=_at_server(settings, data, server)) as chunks:
        if json:
            terminal.pour(chunks)
        else:
            _show_list(read_answer(ListResponse, b"".join(chunks)), request)


@with_parameters
def explain(
    *,
    data: Data = None,
    config: Config = None,
    json: Json = False,
    **asked: str | list[str] | None,
) -> None:
    """How the book finds a page of sessions: the plan, the figures it was chosen by, how long each part took.

    It takes the options of `sessions list`, but neither `--all` nor a server: a server tells an administrator the same
    in the header X-Switchbook-Plan, asked with X-Switchbook-Explain: 1.
    """
    request = bind(ListSessions, "ListSessions", list(pairs_of(asked)))
    if request.all:
        raise BadRequest.of_field("all", "explain tells how a page is found: leave --all out")
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings)) as store:
        context = msgspec.structs.replace(owner_context(store, settings), explains=True)
        answer = list_sessions(request, context)
        shown = sum(len(batch) for batch in answer.batches)
    if json:
        terminal.answer({"plan": list(answer.plan), "items": shown, "totalCount": answer.total_count}, as_json=True)
        return
    for line in answer.plan:
        terminal.say(line)
    counted = "" if request.simplified_paging else f" of {answer.total_count}"
    terminal.note(f"{shown}{counted} sessions")


def show(
    session_id: Annotated[str, typer.Argument(metavar="ID", help="The session's id.")],
    data: Data = None,
    config: Config = None,
    server: Server = None,
    key: Key = None,
    user: User = None,
    json: Json = False,
) -> None:
    """Show one session, live or archived: what is known of it, its members, its log."""
    settings = settings_from(config, data=data, server=server, key=key, user=user)
    if _at_server(settings, data, server):
        with _client(settings) as client:
            document = client.session_document(session_id)
    else:
        with closing(wiring.open_book(settings)) as store:
            document = get_session(GetSession(session_id), owner_context(store, settings)).document
    if json:
        terminal.pour((document,))
    else:
        _show_one(read_answer(SessionInfo, document))


def _at_server(settings: Settings, data: Path | None, server: str | None) -> bool:
    """Whether a server is asked: named on the command line, or by a setting when no directory is."""
    return server is not None or (data is None and bool(settings.server))


@contextmanager
def _listed(settings: Settings, request: ListSessions, *, at_server: bool) -> Iterator[Iterator[bytes]]:
    if at_server:
        with _client(settings) as client, client.stream_sessions(request) as body:
            yield body
    else:
        with closing(wiring.open_book(settings)) as store:
            yield JSON.render(list_sessions(request, owner_context(store, settings)))


def _client(settings: Settings) -> Client:
    if settings.user and not settings.key and not settings.password:
        raise BadRequest(f"the password of {settings.user} is wanted, as SWITCHBOOK_PASSWORD")
    return Client(settings.server, key=settings.key, user=settings.user, password=settings.password)


def _show_list(response: ListResponse, request: ListSessions) -> None:
    terminal.table(
        ("created", "id", "from", "to", "state", "channel", "direction", "account"),
        [
            (
                session.date_created or "",
                session.id or "",
                session.from_address or "",
                session.to_address or "",
                session.outcome or wire_name(session.call_state),
                wire_name(session.channel),
                wire_name(session.direction),
                session.account_name or session.account_id or "",
            )
            for session in response.items
        ],
        whole=2,
    )
    if request.simplified_paging:
        terminal.note("There are more." if response.has_more_pages else "There are no more.")
    else:
        terminal.note(f"{len(response.items)} of {response.total_count} sessions")


def _show_one(session: SessionInfo) -> None:
    terminal.say(session.display_name or session.from_address or session.id or "")
    terminal.say("")
    terminal.table(("", ""), list(_facts(session)))
    if session.members:
        terminal.say("")
        terminal.table(
            ("member", "role", "state", "call"),
            [
                (m.display_name or m.identity or "", wire_name(m.role), wire_name(m.call_state), m.call_sid or "")
                for m in session.members
            ],
        )
    terminal.say("")
    terminal.table(("date", "log"), [(line.date or "", line.message or "") for line in session.log])


def _facts(session: SessionInfo) -> Iterator[Sequence[str]]:
    """Every scalar that is known, under its name on the wire."""
    if session.customer_breadcrumb:
        yield "customer", " / ".join(step.name or step.id or "" for step in session.customer_breadcrumb)
    for field in msgspec.structs.fields(SessionInfo):
        value = getattr(session, field.name)
        if value is None or isinstance(value, tuple):
            continue
        yield field.encode_name, value if isinstance(value, str) else _word(value)


def _word(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else wire_name(value)
