"""The same list as a good web developer would write it: FastAPI, SQLAlchemy, an index per filter, ILIKE, OFFSET, COUNT.

Written before ours was tuned, and not touched afterwards but for how its server finds the database.
It knows no more of the data than its columns say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlalchemy import JSON, DateTime, ForeignKey, Index, Select, String, Text, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship, sessionmaker

_ID = String(24)


class Base(DeclarativeBase):
    """The tables."""


class AccountRow(Base):
    """An account."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class CustomerRow(Base):
    """A customer, with its breadcrumb as it is shown."""

    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[str | None] = mapped_column(_ID, index=True)
    breadcrumb: Mapped[list[dict[str, str]]] = mapped_column(JSON)


class EndpointRow(Base):
    """An endpoint."""

    __tablename__ = "endpoints"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class SessionRow(Base):
    """A session."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_account_date", "account_id", "date_created"),)

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    archived: Mapped[bool] = mapped_column(index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    endpoint_id: Mapped[str | None] = mapped_column(ForeignKey("endpoints.id"), index=True)
    parent_session_id: Mapped[str | None] = mapped_column(_ID, index=True)
    date_created: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    date_completed: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    date_last_modified: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    dial_state: Mapped[str] = mapped_column(Text)
    call_state: Mapped[str] = mapped_column(Text)
    queue_state: Mapped[str] = mapped_column(Text)
    destination: Mapped[str | None] = mapped_column(Text)
    to_address: Mapped[str | None] = mapped_column(Text, index=True)
    from_address: Mapped[str | None] = mapped_column(Text, index=True)
    from_name: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[str | None] = mapped_column(_ID)
    answered_by_name: Mapped[str | None] = mapped_column(Text)
    queue_member_id: Mapped[str | None] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    direction: Mapped[str] = mapped_column(Text)
    ended: Mapped[bool]
    was_missed: Mapped[bool]
    outcome: Mapped[str | None] = mapped_column(Text)
    call_sid: Mapped[str | None] = mapped_column(Text)
    console_data: Mapped[str | None] = mapped_column(Text)
    hold_queue_name: Mapped[str | None] = mapped_column(Text)
    held_by_user_id: Mapped[str | None] = mapped_column(Text)
    hold_reason: Mapped[str] = mapped_column(Text)
    conference_sid: Mapped[str | None] = mapped_column(Text)
    display_name: Mapped[str | None] = mapped_column(Text)
    callback_number: Mapped[str | None] = mapped_column(Text)
    from_phone_number: Mapped[str | None] = mapped_column(Text)
    most_recent_participant_call_sid: Mapped[str | None] = mapped_column(Text)
    ring_queue_id: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[str | None] = mapped_column(Text)
    last_modified_by: Mapped[str | None] = mapped_column(Text)
    members: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    log: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    log_text: Mapped[str] = mapped_column(Text)  # one message a line, for searching

    account: Mapped[AccountRow] = relationship()
    customer: Mapped[CustomerRow | None] = relationship()
    endpoint: Mapped[EndpointRow | None] = relationship()

    @property
    def account_name(self) -> str:
        return self.account.name

    @property
    def customer_name(self) -> str | None:
        return self.customer and self.customer.name

    @property
    def endpoint_name(self) -> str | None:
        return self.endpoint and self.endpoint.name

    @property
    def customer_breadcrumb(self) -> list[dict[str, str]]:
        return self.customer.breadcrumb if self.customer else []


class Shown(BaseModel):
    """What is shown, spelled as the API spells it."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


class Crumb(Shown):
    """One step of a breadcrumb."""

    id: str
    name: str


class Line(Shown):
    """A line of a log."""

    date: str
    message: str


class MemberInfo(Shown):
    """A party."""

    identity: str | None = None
    endpoint_id: str | None = None
    display_name: str | None = None
    is_original_member: bool = False
    avatar_url: str | None = None
    application_data: dict[str, str] = {}
    call_state: str
    role: str
    call_sid: str | None = None
    muted: bool = False


class SessionInfo(Shown):
    """A session."""

    dial_state: str
    call_state: str
    queue_state: str
    account_id: str
    account_name: str
    customer_id: str | None
    customer_breadcrumb: list[Crumb]
    customer_name: str | None
    endpoint_id: str | None
    endpoint_name: str | None
    date_completed: datetime | None
    destination: str | None
    to_address: str | None
    from_address: str | None
    from_name: str | None
    answered_by_name: str | None
    queue_member_id: str | None
    channel: str
    ended: bool
    outcome: str | None
    call_sid: str | None
    console_data: str | None
    hold_queue_name: str | None
    held_by_user_id: str | None
    hold_reason: str
    conference_sid: str | None
    display_name: str | None
    log: list[Line]
    members: list[MemberInfo]
    callback_number: str | None
    answered_by_id: str | None
    direction: str
    from_phone_number: str | None
    most_recent_participant_call_sid: str | None
    was_missed: bool
    ring_queue_id: str | None
    id: str
    date_created: datetime
    date_last_modified: datetime | None
    created_by: str | None
    last_modified_by: str | None


class ListResponse(Shown):
    """A page of sessions."""

    items: list[SessionInfo]
    total_count: int
    total_pages: int
    has_more_pages: bool


class ListRequest(Shown):
    """What may be asked; lists are separated by commas."""

    page: int = Field(0, ge=0)
    count_per_page: int = Field(25, ge=1, le=10_000)
    sort_field: str = "dateCreated"
    sort_order: str | None = None
    simplified_paging: bool = False
    specific_ids: str | None = None
    account_ids: str | None = None
    customer_ids: str | None = None
    endpoint_ids: str | None = None
    search_archive: bool = False
    start_date: date | None = None
    end_date: date | None = None
    from_: str | None = Field(None, alias="from")
    to: str | None = None
    log: str | None = None
    parent_session_id: str | None = None


def create_app(url: str) -> FastAPI:
    """The server on this database."""
    sessions = sessionmaker(create_engine(url))
    app = FastAPI()

    def database() -> Iterator[Session]:
        with sessions() as session:
            yield session

    @app.get("/sessions")
    def sessions_list(
        request: Annotated[ListRequest, Query()],
        session: Session = Depends(database),  # noqa: B008 - an annotation is text here, and `database` not found by it
    ) -> ListResponse:
        return list_sessions(session, request)

    return app


def list_sessions(session: Session, request: ListRequest) -> ListResponse:
    """One page, with the totals unless simplified paging is asked for."""
    query = _filtered(session, select(SessionRow), request)
    total = 0
    if not request.simplified_paging:
        total = session.scalar(query.with_only_columns(func.count()).order_by(None)) or 0
    rows = session.scalars(
        query.options(joinedload(SessionRow.account), joinedload(SessionRow.customer), joinedload(SessionRow.endpoint))
        .order_by(*_order(request))
        .offset(request.page * request.count_per_page)
        .limit(request.count_per_page + 1)
    ).all()
    return ListResponse(
        items=[SessionInfo.model_validate(row) for row in rows[: request.count_per_page]],
        total_count=total,
        total_pages=-(-total // request.count_per_page),
        has_more_pages=len(rows) > request.count_per_page,
    )


def _filtered(session: Session, query: Select[Any], request: ListRequest) -> Select[Any]:
    query = query.where(SessionRow.archived == request.search_archive)
    if request.account_ids:
        query = query.where(SessionRow.account_id.in_(request.account_ids.split(",")))
    if request.customer_ids:
        query = query.where(SessionRow.customer_id.in_(_subtree(session, request.customer_ids.split(","))))
    if request.endpoint_ids:
        query = query.where(SessionRow.endpoint_id.in_(request.endpoint_ids.split(",")))
    if request.specific_ids:
        query = query.where(SessionRow.id.in_(request.specific_ids.split(",")))
    if request.parent_session_id:
        query = query.where(SessionRow.parent_session_id == request.parent_session_id)
    if request.start_date:
        query = query.where(SessionRow.date_created >= _midnight(request.start_date))
    if request.end_date:
        query = query.where(SessionRow.date_created < _midnight(request.end_date + timedelta(days=1)))
    if request.from_:
        query = query.where(SessionRow.from_address.icontains(request.from_, autoescape=True))
    if request.to:
        query = query.where(SessionRow.to_address.icontains(request.to, autoescape=True))
    if request.log:
        query = query.where(SessionRow.log_text.icontains(request.log, autoescape=True))
    return query


def _order(request: ListRequest) -> tuple[Any, Any]:
    name = "".join("_" + letter.lower() if letter.isupper() else letter for letter in request.sort_field)
    column = getattr(SessionRow, name)
    descending = request.sort_order != "Ascend" if name == "date_created" else request.sort_order == "Descend"
    if descending:
        return column.desc().nulls_last(), SessionRow.id.desc()
    return column.asc().nulls_last(), SessionRow.id.asc()


def _subtree(session: Session, customer_ids: list[str]) -> set[str]:
    """The customers and all below them, level by level."""
    found = level = set(customer_ids)
    while level:
        level = set(session.scalars(select(CustomerRow.id).where(CustomerRow.parent_id.in_(level)))) - found
        found = found | level
    return found


def _midnight(day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00+00:00")
