"""Looks at pages as a person does: signs in, goes about, and hears what the browser complains of."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import ConsoleMessage, Page, Response

# WCAG 2.2, levels A and AA, in axe-core's words.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Reader:
    """Somebody at a browser, on one page at a time."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def sign_in(self, email: str, password: str) -> None:
        """Sign in on the login page, which leads to the console."""
        self.page.goto(f"{self.url}/console")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/console/**")

    def open(self, path: str) -> Response:
        """Go to a path of the server. The page has its reader's zone by the time it is shown."""
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        return answer


def complaints_of(page: Page) -> list[str]:
    """What the browser has to say against a page from now on: errors of scripts, and what its policy forbade."""
    told: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            told.append(f"{message.type}: {message.text} ({message.location['url']})")

    page.on("console", heard)
    page.on("pageerror", lambda error: told.append(f"error: {error.message}"))
    return told


def faults_of(page: Page, axe: str) -> list[dict[str, Any]]:
    """What axe-core (the text of its script) finds wrong with a page as it is, if serious or worse."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", _RULES)
    return [
        {"rule": each["id"], "at": [node["target"] for node in each["nodes"]][:5], "help": each["help"]}
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
