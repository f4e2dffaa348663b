"""Where a page leads: the same answer in the other formats, and the pages before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlencode

from switchbook.formats.asked import Asked
from switchbook.formats.markup import attribute, content
from switchbook.model.answer import ListAnswer

_HTML_SUFFIX = ".html"
_NO = frozenset({"", "0", "false", "f", "n", "off"})


def nav(label: str, links: Iterable[tuple[str, str]]) -> str:
    """A labelled group of links, each a text and an address; nothing when there are none."""
    shown = "".join(f'<a href="{attribute(address)}">{content(text)}</a>' for text, address in links)
    return f'<nav aria-label="{attribute(label)}">{shown}</nav>\n' if shown else ""


def formats(asked: Asked, names: Sequence[str]) -> list[tuple[str, str]]:
    """The same answer in each of these formats."""
    return [(name.upper(), _address(asked, format=name)) for name in names]


def pages(asked: Asked, answer: ListAnswer) -> list[tuple[str, str]]:
    """The page before and the page after, where there is one; an answer that holds everything has neither."""
    if asked.value("all").lower() not in _NO:
        return []
    page = _number(asked.value("page"))
    links = [("Previous page", _address(asked, page=str(page - 1)))] if page > 0 else []
    if answer.has_more_pages:
        links.append(("Next page", _address(asked, page=str(page + 1))))
    return links


def _address(asked: Asked, **changed: str) -> str:
    """The address that was asked for with these parameters instead of its own of that name."""
    # One slash alone: two would lead to another server. A suffix would outrank `format`.
    path = "/" + asked.path.lstrip("/")
    suffixed = path.endswith(_HTML_SUFFIX)
    path = path.removesuffix(_HTML_SUFFIX)
    kept = [(name, value) for name, value in asked.pairs if name.lower() not in changed]
    if suffixed and "format" not in changed:
        changed["format"] = "html"
        kept = [(name, value) for name, value in kept if name.lower() != "format"]
    return f"{quote(path)}?{urlencode([*kept, *changed.items()])}"


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0
