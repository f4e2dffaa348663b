"""A small book behind a running server, and the clients of others that call it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from clients import open_book as books
from clients.foreign import ForeignClient, JavaScriptClient, Node, PythonClient
from clients.mirrored import javascript_source, write_python
from clients.open_book import OpenBook
from support.program import Program
from support.small_book import Book, fill

from switchbook.api.operations import OPERATIONS

# So that a chapter that fails says what it saw.
pytest.register_assert_rewrite(*(f"clients.chapter_{part}" for part in ("care", "directory", "people", "sessions")))


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The small book, served."""
    program = Program(tmp_path_factory.mktemp("clients"))
    key = fill(program)
    with program.serving() as server:
        yield Book(server.url, key)


@pytest.fixture(scope="session")
def open_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenBook]:
    """A book that tests write into, served."""
    program = Program(tmp_path_factory.mktemp("open-book"))
    carried = books.found(program)
    with program.serving() as server:
        yield OpenBook(server.url, carried)


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


@pytest.fixture(scope="session")
def python_types(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The types of all operations for PyPI's client."""
    return write_python(OPERATIONS, tmp_path_factory.mktemp("types"))


@pytest.fixture(scope="session")
def javascript_types(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The types of all operations for npm's client, in a file."""
    path = tmp_path_factory.mktemp("types") / "dtos.mjs"
    path.write_text(javascript_source(OPERATIONS), "utf-8")
    return path


@pytest.fixture
def python_taught(open_book: OpenBook, python_types: ModuleType) -> PythonClient:
    """PyPI's client with all types, at the open book, not signed in."""
    return PythonClient(open_book.url, python_types)


@pytest.fixture
def javascript_taught(node: Node, open_book: OpenBook, javascript_types: Path) -> JavaScriptClient:
    """npm's client with all types, at the open book, not signed in."""
    return JavaScriptClient(node, open_book.url, javascript_types)


@pytest.fixture(params=["python_taught", pytest.param("javascript_taught", marks=pytest.mark.slow)])
def taught(request: pytest.FixtureRequest) -> ForeignClient:
    """Each of the two with all types, at the open book, not signed in."""
    either: ForeignClient = request.getfixturevalue(request.param)
    return either


@pytest.fixture(params=["python", pytest.param("javascript", marks=pytest.mark.slow)])
def client(request: pytest.FixtureRequest) -> ForeignClient:
    """Each of the two, not signed in."""
    either: ForeignClient = request.getfixturevalue(request.param)
    return either
