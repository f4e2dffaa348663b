"""Fills in forms of the console without a browser: what is in them, and the answer to what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser

import httpx


class _Fields(HTMLParser):
    """The hidden and plain inputs of each form of a page, by the address that it is sent to."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._into: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self._into = self.forms.setdefault(told.get("action") or "", {})
        choice = told.get("type") in ("radio", "checkbox") and "checked" not in told
        if tag == "input" and told.get("name") and not choice:
            self._into[told["name"] or ""] = told.get("value") or ""


def fields_of(page: str, action: str) -> Mapping[str, str]:
    """What is in the inputs of the form of a page that is sent to this address."""
    parser = _Fields()
    parser.feed(page)
    return parser.forms[action]


def sent(client: httpx.Client, path: str, action: str | None = None, **fields: str) -> httpx.Response:
    """Open the page of this path, put these fields into its form, and send it."""
    page = client.get(path)
    assert page.status_code == 200, page.text
    form = {**fields_of(page.text, action or path), **fields}
    return client.post(action or path, data=form, headers=origin(client))


def origin(client: httpx.Client) -> Mapping[str, str]:
    """The header by which a browser says that a page of the server itself sends a form."""
    return {"origin": str(client.base_url).rstrip("/")}
