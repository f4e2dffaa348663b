"""The numbers that stand for ids and addresses in rows. 0 stands for none."""

from __future__ import annotations

import apsw

from switchbook.model import identity
from switchbook.model.matching import SEPARATOR, fold, phone_digits

# About 100 bytes each; beyond that the cache starts anew, and what is needed is read again.
_MOST_CACHED = 200_000


class Keys:
    """Finds the key of an id or address, giving a new one on first sight. For the writing connection."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._addresses: dict[str, int] = {}
        self._ids: dict[tuple[str, str], int] = {}

    def forget(self) -> None:
        """Drop what was learnt: it may have been rolled back, or the book replaced."""
        self._addresses.clear()
        self._ids.clear()

    def account(self, account_id: str) -> int:
        """The key of an account."""
        return self._id("account", account_id)

    def customer(self, customer_id: str | None) -> int:
        """The key of a customer."""
        return self._id("customer", customer_id) if customer_id else 0

    def endpoint(self, endpoint_id: str | None) -> int:
        """The key of an endpoint."""
        return self._id("endpoint", endpoint_id) if endpoint_id else 0

    def address(self, text: str | None) -> int:
        """The key of an address or a name, which is made searchable on first sight."""
        if text is None:
            return 0
        key = self._addresses.get(text)
        if key is None:
            key = self._find("SELECT key FROM address WHERE text = ?", text) or self._add_address(text)
            if len(self._addresses) >= _MOST_CACHED:
                self._addresses.clear()
            self._addresses[text] = key
        return key

    def release(self, *addresses: int) -> None:
        """Forget those of these addresses and names that no session has any more, with all that finds them."""
        used = " UNION ALL ".join(
            f"SELECT 1 FROM session WHERE {column} = ?1 AND {column} > 0"  # noqa: S608 - a name of ours
            for column in ("from_address", "to_address", "from_name", "answered_by_name")
        )
        for key in set(addresses) - {0}:
            if self._connection.execute(f"{used} LIMIT 1", (key,)).fetchone() is None:
                self._connection.execute("DELETE FROM address_search WHERE rowid = ?", (key,))
                self._connection.execute("DELETE FROM address WHERE key = ?", (key,))
                self._addresses.clear()

    def _id(self, table: str, text: str) -> int:
        key = self._ids.get((table, text))
        if key is None:
            key = self._find(f"SELECT key FROM {table} WHERE id = ?", text)  # noqa: S608 - a name of ours
            if key is None:
                self._connection.execute(f"INSERT INTO {table} (id) VALUES (?)", (text,))  # noqa: S608 - the same
                key = self._connection.last_insert_rowid()
            if len(self._ids) >= _MOST_CACHED:
                self._ids.clear()
            self._ids[table, text] = key
        return key

    def _add_address(self, text: str) -> int:
        folded, digits = fold(text), phone_digits(text.strip())
        self._connection.execute("INSERT INTO address (text, folded, digits) VALUES (?, ?, ?)", (text, folded, digits))
        key = self._connection.last_insert_rowid()
        self._connection.execute(
            "INSERT INTO address_search (rowid, text) VALUES (?, ?)", (key, searchable_address(folded, digits))
        )
        return key

    def _find(self, sql: str, text: str) -> int | None:
        row = self._connection.execute(sql, (text,)).fetchone()
        return None if row is None else int(row[0])


def searchable_address(folded: str, digits: str | None) -> str:
    """What the address search holds: the folded text, and the digits where they are not part of it."""
    return folded if digits is None or digits in folded else f"{folded}{SEPARATOR}{digits}"


def id_bytes(session_id: str) -> bytes:
    """A session's id as kept: 12 bytes. Any other text is kept as it is behind a byte that no id of ours needs."""
    if identity.is_session_id(session_id):
        return bytes.fromhex(session_id)
    return b"\xff" + session_id.encode("utf-8", "surrogatepass")


def id_text(kept: bytes) -> str:
    """Back from `id_bytes`."""
    return kept.hex() if len(kept) == 12 else kept[1:].decode("utf-8", "surrogatepass")
