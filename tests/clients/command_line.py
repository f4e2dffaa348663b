"""The vendor's command line as it sends and reads: constructed from its source and from what it was seen to send."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import httpx


class Exit(IntEnum):
    """How it ends, which scripts go by."""

    fine = 0
    wrong = 1
    empty = 3
    not_signed_in = 4
    not_found = 5
    forbidden = 6
    slower = 7
    try_again = 8


# All is plain HTTP; without this the machine's certificates are read for each request, which takes its time.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_OF_STATUS = {401: Exit.not_signed_in, 403: Exit.forbidden, 404: Exit.not_found, 429: Exit.slower}


class Said(NamedTuple):
    """What came of a command: status, what it read (None where nothing came), how it ends, how often it was sent."""

    status: int
    data: Any
    code: Exit
    sent: int


class CommandLine:
    """Sends as it does: its own headers, cookies by hand, no redirect followed, once more after 429 and 5xx."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/"
        self._cookies: dict[str, str] = {}

    def log_in(self, name: str, password: str) -> httpx.Response:
        """`auth login`: it looks at nothing but the cookies of the answer, and sends it once."""
        body = {"provider": "credentials", "userName": name, "password": password, "rememberMe": True}
        answer = self._sent("POST", "/auth/credentials", body, {})
        for line in answer.headers.get_list("set-cookie"):
            cookie, _, value = line.partition(";")[0].partition("=")
            self._cookies[cookie] = value
        return answer

    def get(self, target: str) -> httpx.Response:
        """A GET of this path and query, as they are."""
        return self._sent("GET", target, None, {})

    def read(self, path: str, **query: Any) -> Said:
        """A command that reads; it ends otherwise where there is nothing in the list that it reads."""
        said = self.ask("GET", path, query)
        nothing = said.data == [] or (isinstance(said.data, dict) and said.data.get("items") == [])
        return said._replace(code=Exit.empty) if said.code is Exit.fine and nothing else said

    def write(self, verb: str, path: str, body: object = None, /, **query: Any) -> Said:
        """A command that writes; no body is sent where there is none."""
        return self.ask(verb, path, query, body)

    def ask(
        self,
        verb: str,
        path: str,
        query: Mapping[str, Any],
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Said:
        """Any command. `headers` are further ones, which it does not send itself but what stands before it may."""
        target = path + target_of(query)
        answer, sent = self._sent(verb, target, body, headers or {}), 1
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
            # It waits for a second; tests do not.
            answer, sent = self._sent(verb, target, body, headers or {}), 2
        return Said(answer.status_code, _read(answer), exit_of(answer.status_code), sent)

    def _sent(self, verb: str, target: str, body: object, more: Mapping[str, str]) -> httpx.Response:
        headers = {"User-Agent": "evo-voice-cli/0.2.0", "Accept": "application/json", **more}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return httpx.request(verb, self._url + target.lstrip("/"), headers=headers, content=content, verify=_NO_TLS)


def _read(answer: httpx.Response) -> Any:
    """JSON, else the text as it is; nothing where there is nothing, or is to be nothing."""
    if answer.status_code == httpx.codes.NO_CONTENT or not answer.text:
        return None
    try:
        return json.loads(answer.text)
    except ValueError:
        return answer.text


def target_of(query: Mapping[str, Any]) -> str:
    """A query string: nothing of what is empty, lists as one value with commas, booleans in lower case."""
    given: dict[str, str] = {}
    for name, value in query.items():
        if value is None or value in ("", [], ()):
            continue
        spelled = ",".join(value) if isinstance(value, (list, tuple)) else str(value)
        given[name] = spelled.lower() if isinstance(value, bool) else spelled
    return f"?{urlencode(given)}" if given else ""


def within(*segments: str) -> str:
    """A path of these segments, each encoded as a component of a URL."""
    return "".join(f"/{quote(segment, safe='')}" for segment in segments)


def exit_of(status: int) -> Exit:
    """How it ends for this status. It follows no redirect: one of those is an error to it."""
    if httpx.codes.is_success(status):
        return Exit.fine
    return Exit.try_again if status >= httpx.codes.INTERNAL_SERVER_ERROR else _OF_STATUS.get(status, Exit.wrong)
