"""A small book behind a running server, and the clients of others that call it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from clients.foreign import ForeignClient, JavaScriptClient, Node, PythonClient
from support.program import Program
from support.small_book import Book, fill


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The small book, served."""
    program = Program(tmp_path_factory.mktemp("clients"))
    key = fill(program)
    with program.serving() as server:
        yield Book(server.url, key)


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """A Node for all tests: each takes a third of a second to start."""
    started = Node()
    yield started
    started.close()


@pytest.fixture
def javascript(node: Node, book: Book) -> JavaScriptClient:
    """npm's client, not signed in."""
    return JavaScriptClient(node, book.url)


@pytest.fixture
def python(book: Book) -> PythonClient:
    """PyPI's client, not signed in."""
    return PythonClient(book.url)


@pytest.fixture(params=["python", pytest.param("javascript", marks=pytest.mark.slow)])
def client(request: pytest.FixtureRequest) -> ForeignClient:
    """Each of the two, not signed in."""
    either: ForeignClient = request.getfixturevalue(request.param)
    return either
