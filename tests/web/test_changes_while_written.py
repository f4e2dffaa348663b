"""Followers that come and go beside writers: in the end each has a true copy, and was told of each change once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest
from support.calling import Clock, application, put_key
from support.following import Follower, Listener, Puller, number_of, without_names
from support.serving import Serving, serving
from support.worlds import MORNING, make_world

from switchbook.archivist import Archivist, Terms
from switchbook.model.actor import EVERYTHING, Role, Scope
from switchbook.model.query import SessionQuery
from switchbook.stores.contract import Store
from switchbook.stores.contract_changes import ChangeKind
from switchbook.stores.sqlite import open_store

SEED = 31
WRITERS = 3
# Accounts of the constructed worlds of the writers, by prefix: what the followers with a limit may see.
SOME = frozenset({"w0 a1", "w1 a2", "w2 a3", "w2 A3"})
ONE = "w1 a1"
# Who sees customers begins anew whenever some are moved in their tree, which the directories of these worlds often say.
CUSTOMERS = Scope(accounts=None, customers=frozenset({"w0 c1", "w2 c2"}))
ENDPOINTS = Scope(accounts=None, endpoints=frozenset({"w0 e1", "w1 e2", "w2 e3"}))


class Writer:
    """Writes a world of its own, deletes some of it again, and archives what is old; a thread."""

    def __init__(self, store: Store, number: int, sessions: int) -> None:
        self._store = store
        self._chance = Random(SEED + number)
        self._world = make_world(self._chance, sessions, prefix=f"w{number} ")
        self._archivist = Archivist(store, Terms(live=timedelta(0), kept=None, news=timedelta(days=36_500)))
        self.failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def end(self) -> None:
        """Wait until it is done. Raises what its thread raised."""
        self._thread.join()
        assert self.failed is None, self.failed

    def _run(self) -> None:
        try:
            for work in self._world.works:
                self._store.write(work).result()
                if self._chance.random() < 0.15:
                    session_id = self._chance.choice(self._world.ids)
                    self._store.write(lambda ledger, gone=session_id: ledger.delete(gone)).result()  # type: ignore[misc]
                if self._chance.random() < 0.05:
                    self._archivist.run(MORNING + timedelta(days=self._chance.randrange(-30, 90)))
        except BaseException as raised:
            self.failed = raised


@pytest.fixture(name="stores")
def _stores(tmp_path: Path) -> Iterator[list[Store]]:
    """The server's store, and another on the same book, as another process would have it."""
    stores = [open_store(tmp_path / "book", readers=4), open_store(tmp_path / "book", readers=1)]
    yield stores
    for store in stores:
        store.close()


@pytest.fixture(name="server")
def _server(stores: list[Store], clock: Clock) -> Iterator[Serving]:
    app = application(stores[0], clock)
    with serving(app) as served:
        yield served
        app.state.live.end()


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_in_the_end_every_follower_has_a_true_copy(stores: list[Store], server: Serving, rounds: int) -> None:
    store, other = stores
    whole, limited = put_key(store), put_key(store, Role.Manager, accounts=SOME)
    few, lines = put_key(store, customers=CUSTOMERS.customers), put_key(store, endpoints=ENDPOINTS.endpoints)
    # What this one may see is told by the directory, which changes: the accounts that its endpoints belong to.
    line = put_key(store, Role.User, endpoints=ENDPOINTS.endpoints)
    start = store.position()
    assert number_of(start) == 0
    kinds: list[tuple[Callable[..., Follower], str, Scope | None, dict[str, str]]] = [
        (kind, secret, scope, asked)
        for kind in (Puller, Listener)
        for secret, scope, asked in (
            (whole, EVERYTHING, {}),
            (limited, Scope(accounts=SOME), {}),
            (few, CUSTOMERS, {}),
            (lines, ENDPOINTS, {}),
            (line, None, {}),
            (whole, Scope(accounts=frozenset({ONE})), {"accountIds": ONE}),
        )
    ]
    chance = Random(SEED)
    followers = [
        (kind(server, secret, Random(chance.random()), start, **asked), scope) for kind, secret, scope, asked in kinds
    ]
    writers = [Writer((store, store, other)[number], number, rounds * 6) for number in range(WRITERS)]
    for writer in writers:
        writer.end()
    last = store.position()
    for follower, _ in followers:
        follower.end_at(last)

    final = store.changes(EVERYTHING, None, start, 1_000_000)
    assert final.next == last
    assert {change.kind for change in final.items} == set(ChangeKind) - {ChangeKind.left}
    known = store.directory().endpoints
    accounts = frozenset(known[each].account_id for each in ENDPOINTS.endpoints or ())
    for follower, given in followers:
        scope = given or Scope(accounts=accounts, endpoints=ENDPOINTS.endpoints)
        query = SessionQuery(scope=scope, both_shelves=True, limit=None)
        book = [msgspec.json.decode(document) for document in store.find(query).documents]
        assert follower.copy == {document["id"]: without_names(document) for document in book}
        seen = store.changes(scope, None, start, 1_000_000).items
        # The last that was told of each session has the number that the book has now: none was missed, none is extra.
        assert {key: number for key, (number, _) in follower.told.items()} == {
            change.session_id: number_of(change.position) for change in seen
        }
        assert follower.breaks > 0
        assert (follower.begun > 0) == (given in (CUSTOMERS, None))
        assert ("left" in follower.kinds) == (given in (CUSTOMERS, ENDPOINTS, None))
    assert sum(follower.breaks for follower, _ in followers) > rounds
    assert list(store.check()) == []
