"""The files that pages are made with, each under an address that names its content, so that browsers keep them."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import cache
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from switchbook.errors import NotFound

PATH = "/console/files/{digest}/{name:path}"
_FOLDER = Path(__file__).parent / "static"
_HEADERS = {
    "cache-control": "public, max-age=31536000, immutable",
    # The policy of a shared worker is that of its own file: it brings its modules, and listens to the feed.
    "content-security-policy": "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
}


class _File(msgspec.Struct, frozen=True):
    content: bytes
    content_type: str
    digest: str


@cache
def _files() -> dict[str, _File]:
    return {
        path.relative_to(_FOLDER).as_posix(): _file(path)
        for path in sorted(_FOLDER.rglob("*"))
        if path.suffix in (".js", ".css", ".svg")
    }


def _file(path: Path) -> _File:
    content = path.read_bytes()
    # One script imports another by its name alone, so the digest in an address is that of all scripts together.
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _File(content, f"{kind}; charset=utf-8", _digest())


@cache
def _digest() -> str:
    whole = hashlib.blake2b(digest_size=8)
    for path in sorted(_FOLDER.rglob("*")):
        if path.is_file():
            whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def address(name: str) -> str:
    """The address of a file by its name, such as `console.css`."""
    return f"/console/files/{_files()[name].digest}/{name}"


async def show(request: Request) -> Response:
    """Send a file. Raises NotFound. Anybody may have it: it says nothing of the book."""
    file = _files().get(request.path_params["name"])
    if file is None:
        raise NotFound("There is no such file")
    return Response(file.content, media_type=file.content_type, headers=_HEADERS)
