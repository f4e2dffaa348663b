"""What we offer is documented: generated pages equal their tables, every page is on the map, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from switchbook.api.filters import FILTERS
from switchbook.api.operations import OPERATIONS
from switchbook.cli import COMMANDS
from switchbook.cli.reference import PAGES
from switchbook.errors import GivenUp, UnreadablePayload
from switchbook.settings import PREFIX, SETTINGS, Setting
from switchbook.web.reply import STATUSES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
WRITTEN = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_equals_its_table(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "write it anew with `make docs`"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting: Setting) -> None:
    page = (DOCS / "settings.md").read_text("utf-8")

    assert f"| `{setting.name}` | `{PREFIX}{setting.name.upper()}` |" in page
    assert setting.help.endswith(".")
    assert setting.why


@pytest.mark.parametrize("path", [command.path for command in COMMANDS])
def test_every_command_is_documented(path: str) -> None:
    assert f"## switchbook {path}\n" in (DOCS / "commands.md").read_text("utf-8")


@pytest.mark.parametrize("name", [row.name for row in FILTERS])
def test_every_filter_is_documented(name: str) -> None:
    assert f"| `{name}` |" in (DOCS / "filters.md").read_text("utf-8")


@pytest.mark.parametrize("name", [operation.name for operation in OPERATIONS])
def test_every_operation_is_documented(name: str) -> None:
    assert f"## {name}\n" in (DOCS / "api.md").read_text("utf-8")


@pytest.mark.parametrize(("error", "status"), STATUSES.items(), ids=lambda each: getattr(each, "__name__", str(each)))
def test_every_error_is_documented_with_its_status(error: type[Exception], status: int) -> None:
    page = (DOCS / "writing.md").read_text("utf-8")
    codes = dict(re.findall(r"^\| (\d+) \| ([\w, ]+) \|", page, re.MULTILINE))

    # Who has gone, and a source that sends what cannot be read, are no clients of operations.
    if error not in (GivenUp, UnreadablePayload):
        assert getattr(error, "code", "") in codes[str(status)].split(", ")


def test_every_page_is_on_the_map() -> None:
    index = (DOCS / "index.md").read_text("utf-8")
    pages = {page.name for page in DOCS.glob("*.md")} - {"index.md"}

    assert {page for page in pages if f"({page})" not in index} == set()


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
