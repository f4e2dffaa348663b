"""Which columns of the list a reader prefers: kept for users, in the address for everybody else."""

from __future__ import annotations

from switchbook.api.types_preferences import GetPreferences, Preferences, PutPreference
from switchbook.console.address import Address
from switchbook.console.book import Book
from switchbook.console.columns import chosen
from switchbook.console.coming import way_back
from switchbook.console.listing import COLUMNS_CHOSEN, PATH, addressed
from switchbook.console.page import Elsewhere, Visit

_NAME = "sessions.columns"


def preferred(book: Book) -> str:
    """The keys of the columns that a reader chose, commas between; empty where the usual ones are meant."""
    if book.actor.kind != "user":
        return ""
    kept = book.answer(GetPreferences(), Preferences).preferences.get(_NAME)
    keys = kept.get("keys") if isinstance(kept, dict) else None
    return ",".join(each for each in keys if isinstance(each, str)) if isinstance(keys, list) else ""


def choose_columns(book: Book, visit: Visit) -> Elsewhere:
    """Keep the columns of the form, in its order; none of them, or `usual`, means the usual ones again."""
    address = addressed(way_back(visit, PATH)).without(COLUMNS_CHOSEN)
    wanted = () if visit.given("usual") else visit.all_given("columns")
    keys = [column.key for column in chosen(",".join(wanted))] if wanted else []
    if book.actor.kind != "user":
        return Elsewhere(_with(address, keys))
    book.do(PutPreference(name=_NAME, value={"keys": keys} if keys else None))
    return Elsewhere(str(address), told="The list has your columns." if keys else "The list has the usual columns.")


def _with(address: Address, keys: list[str]) -> str:
    return str(address.having({COLUMNS_CHOSEN: ",".join(keys)}))
