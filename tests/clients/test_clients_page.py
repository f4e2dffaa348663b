"""The page about clients keeps its word: its pieces run as they stand there, and list the same sessions."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from clients.foreign import NODE
from support.small_book import ANN, PASSWORD, Book

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "clients.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8080"
# Sessions 29 to 1 that have a number of the area code: not 28, whose address is awkward, and 26 is of another day.
WANTED = [
    f"2026-05-09T12:{number:02d}:00.000Z +1503555{1000 + number} Completed"
    for number in (29, 27, *range(25, 0, -1))
]  # fmt: skip


def piece(language: str, url: str) -> str:
    """The one piece of code of this language on the page, for the server at `url`."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert ADDRESS in found
    return found.replace(ADDRESS, url)


def said(directory: Path, *command: str) -> str:
    """What a program says in this directory, when all goes well."""
    program = shutil.which(command[0])
    assert program, f"{command[0]} is not installed: `make test` does it"
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    ended = subprocess.run(
        [program, *command[1:]], cwd=directory, env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_python_piece_runs(book: Book, tmp_path: Path) -> None:
    (tmp_path / "piece.py").write_text(piece("python", book.url))

    assert said(tmp_path, sys.executable, "piece.py").splitlines() == WANTED


def test_the_typescript_piece_runs(book: Book, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(NODE / "node_modules")
    (tmp_path / "dtos.js").symlink_to(NODE / "dtos.mjs")
    (tmp_path / "piece.mjs").write_text(piece("ts", book.url))

    assert said(tmp_path, "node", "piece.mjs").splitlines() == WANTED


def test_the_shell_piece_runs(book: Book, tmp_path: Path) -> None:
    pages = said(tmp_path, "sh", "-euc", piece("sh", book.url)).splitlines()

    items = [item for page in pages for item in json.loads(page)["items"]]
    assert [f"{item['dateCreated']} {item['fromAddress']} {item['outcome']}" for item in items] == WANTED
    assert [len(json.loads(page)["items"]) for page in pages] == [10, 10, 7]


def test_every_piece_signs_in_as_the_same_user_and_asks_the_same() -> None:
    pieces = re.findall(r"^```(?:python|ts|csharp|sh)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)

    assert len(pieces) == 4
    for text in pieces:
        assert all(word in text for word in (ADDRESS, ANN, PASSWORD, "2026-05-09", "+1 (503)", "north"))
