"""ServiceStack's clients for Python and JavaScript, as their registries have them, told what to do in one language."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, Protocol

import requests
from clients.dtos import ListResponse, ListSessions, SessionInfo, SortOrders
from servicestack import Authenticate, JsonServiceClient, WebServiceException
from servicestack.reflection import convert

NODE = Path(__file__).parent / "node"
Wire = dict[str, Any]


class Fault(NamedTuple):
    """One wrong field."""

    code: str
    field: str
    message: str


class Refused(Exception):
    """What a client throws, in the same words for both."""

    def __init__(self, status: int, code: str, message: str, faults: Sequence[Fault]) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.faults = faults


class ForeignClient(Protocol):
    """A client of somebody else. It keeps cookies; parameters have their wire names; what goes wrong is Refused.

    `called` are the operations that were called with `call`, by the types the client was taught.
    """

    called: set[str]

    def call(self, operation: str, /, **given: Any) -> Wire: ...
    def show_basic(self, user_name: str, password: str) -> None: ...
    def show_key(self, key: str) -> None: ...
    def show_session(self, header: str, session_id: str) -> None: ...
    def use_base_path(self, path: str) -> None: ...
    def forget_cookies(self) -> None: ...
    def sign_in(self, user_name: str, password: str, *, remember: bool = False) -> Wire: ...
    def sign_out(self) -> None: ...
    def list(self, **parameters: Any) -> Wire: ...
    def list_posted(self, **parameters: Any) -> Wire: ...
    def list_by_path(self, path: str, **parameters: Any) -> Wire: ...
    def list_batch(self, *requests: Mapping[str, Any]) -> list[Wire]: ...


class PythonClient:
    """PyPI's `servicestack`."""

    def __init__(self, url: str, types: ModuleType | None = None) -> None:
        self.its_own = JsonServiceClient(url)
        self.its_own.response_filter = self._hear
        self._types = types
        self._heard = ""
        self.called: set[str] = set()

    def call(self, operation: str, /, **given: Any) -> Wire:
        """What an operation answers, of which the client's types have kept everything; {} where it answers nothing."""
        self.called.add(operation)
        answer = self._told("send", self._typed(operation, given))
        heard = json.loads(self._heard) if self._heard else {}
        kept = {} if answer is None else _on_the_wire(answer)
        assert kept == _without_nulls(heard)
        return kept

    def show_basic(self, user_name: str, password: str) -> None:
        self.its_own.set_credentials(user_name, password)

    def show_key(self, key: str) -> None:
        self.its_own.set_bearer_token(key)

    def show_session(self, header: str, session_id: str) -> None:
        self.its_own.headers[header] = session_id

    def use_base_path(self, path: str) -> None:
        self.its_own.set_base_path(path)

    def forget_cookies(self) -> None:
        self.its_own._session.cookies.clear()

    def sign_in(self, user_name: str, password: str, *, remember: bool = False) -> Wire:
        asked = Authenticate(
            provider="credentials", user_name=user_name, password=password, remember_me=remember or None
        )
        return _on_the_wire(self._told("post", asked))

    def sign_out(self) -> None:
        self._told("post", Authenticate(provider="logout"))

    def list(self, **parameters: Any) -> Wire:
        return _on_the_wire(self._told("get", typed(parameters)))

    def list_posted(self, **parameters: Any) -> Wire:
        return _on_the_wire(self._told("post", typed(parameters)))

    def list_by_path(self, path: str, **parameters: Any) -> Wire:
        return _on_the_wire(self._told("get_url", path, ListResponse[SessionInfo], parameters))

    def list_batch(self, *requests: Mapping[str, Any]) -> list[Wire]:
        return [_on_the_wire(answer) for answer in self._told("send_all", [typed(given) for given in requests])]

    def _typed(self, operation: str, given: Mapping[str, Any]) -> Any:
        """A request of this name; objects and names of enums get the types that its members have."""
        kind = getattr(self._types, operation)
        members = {_camel(attribute): (attribute, each.type) for attribute, each in kind.__dataclass_fields__.items()}
        typed: dict[str, Any] = {}
        for wire, value in given.items():
            attribute, wanted = members[wire]
            typed[attribute] = value if isinstance(value, int) else convert(wanted, value, module=kind.__module__)
        return kind(**typed)

    def _hear(self, response: requests.Response) -> None:
        self._heard = response.text

    def _told(self, method: str, *given: Any) -> Any:
        try:
            return getattr(self.its_own, method)(*given)
        except WebServiceException as refused:
            told = refused.response_status
            faults = [Fault(fault.error_code, fault.field_name, fault.message) for fault in told.errors or ()]
            raise Refused(refused.status_code, told.error_code, told.message, faults) from refused


class Node:
    """A Node that plays steps, one after the other."""

    def __init__(self) -> None:
        assert (NODE / "node_modules").is_dir(), "npm's client is not installed: `make test` does it"
        program = shutil.which("node") or "node"
        self._process = subprocess.Popen(
            [program, "play.mjs"], cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def close(self) -> None:
        """Let it end, by itself."""
        self._process.communicate(timeout=20)
        assert self._process.returncode == 0

    def play(self, step: str, **given: Any) -> Any:
        """What comes of a step. Raises Refused."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"step": step, "given": given}) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        if "refused" not in told:
            return told["answer"]
        status = told["refused"]["responseStatus"]
        faults = [Fault(fault["errorCode"], fault["fieldName"], fault["message"]) for fault in status.get("errors", ())]
        raise Refused(told["refused"]["status"], status.get("errorCode"), status["message"], faults)


class JavaScriptClient:
    """npm's `@servicestack/client`; of those in one Node only the newest is there."""

    def __init__(self, node: Node, url: str, types: Path | None = None) -> None:
        self._play = node.play
        self._play("begin", url=url)
        if types is not None:
            self._play("learn", url=types.as_uri())
        self.called: set[str] = set()

    def call(self, operation: str, /, **given: Any) -> Wire:
        """What an operation answers, of which each member is one of the answer's class; {} where it answers nothing."""
        self.called.add(operation)
        told = self._play("call", operation=operation, given=given)
        assert told["strange"] == []
        return dict(told["answer"] or {})

    @property
    def cookie_header(self) -> str:
        """The Cookie header that it sent last."""
        return str(self._play("cookieHeader"))

    def show_basic(self, user_name: str, password: str) -> None:
        self._play("showBasic", userName=user_name, password=password)

    def show_key(self, key: str) -> None:
        self._play("showKey", key=key)

    def show_session(self, header: str, session_id: str) -> None:
        self._play("showSession", header=header, id=session_id)

    def use_base_path(self, path: str) -> None:
        self._play("useBasePath", path=path)

    def forget_cookies(self) -> None:
        self._play("forgetCookies")

    def sign_in(self, user_name: str, password: str, *, remember: bool = False) -> Wire:
        more = {"rememberMe": True} if remember else {}
        return dict(self._play("signIn", userName=user_name, password=password, **more))

    def sign_out(self) -> None:
        self._play("signOut")

    def list(self, **parameters: Any) -> Wire:
        return dict(self._play("list", **parameters))

    def list_posted(self, **parameters: Any) -> Wire:
        return dict(self._play("listPosted", **parameters))

    def list_by_path(self, path: str, **parameters: Any) -> Wire:
        return dict(self._play("listByPath", path=path, query=parameters))

    def list_batch(self, *requests: Mapping[str, Any]) -> list[Wire]:
        return list(self._play("listBatch", requests=requests))

    def who_am_i(self) -> Wire:
        """What it is told of itself, by a path without a type."""
        return dict(self._play("whoAmI"))


def typed(parameters: Mapping[str, Any]) -> ListSessions:
    """The request type that has these parameters, named as on the wire."""
    named = {_PYTHON_NAMES.get(name, _snake(name)): value for name, value in parameters.items()}
    if "sort_order" in named:
        named["sort_order"] = SortOrders(named["sort_order"])
    return ListSessions(**named)


_PYTHON_NAMES = {"from": "from_"}


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", name)


def _camel(attribute: str) -> str:
    return re.sub(r"_([a-z])", lambda letter: letter[1].upper(), attribute.removesuffix("_"))


def _on_the_wire(answer: Any) -> Wire:
    """A typed answer as it was on the wire, where nothing is null."""
    return dict(_without_nulls(json.loads(answer.to_json())))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(member) for name, member in value.items() if member is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
