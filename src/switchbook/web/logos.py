"""Shows the logos of accounts as pictures, at GET /logos/ID, to those who may see the account."""

from __future__ import annotations

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from switchbook.api.scoping import Visible
from switchbook.errors import NotAuthenticated, NotFound
from switchbook.model.picture import Picture
from switchbook.stores.contract import Store
from switchbook.web.auth import Credentials, Gate, credentials_of

PATH = "/logos/{logo_id}"

# A picture goes out as it was given, so it is said to be nothing but a picture. Another one has another address.
_HEADERS = {
    "cache-control": "private, max-age=86400, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}


class Logos:
    """Answers GET /logos/ID on the threads that answer operations."""

    def __init__(self, store: Store, gate: Gate, readers: anyio.CapacityLimiter) -> None:
        self._store = store
        self._gate = gate
        self._readers = readers

    async def show(self, request: Request) -> Response:
        """The picture. Raises NotAuthenticated, and NotFound where there is none that the actor may see."""
        credentials = credentials_of(request)
        await self._gate.prove_apart(credentials)
        logo_id: str = request.path_params["logo_id"]
        picture = await anyio.to_thread.run_sync(self._seen, request, credentials, logo_id, limiter=self._readers)
        return Response(picture.content, headers={"content-type": picture.content_type, **_HEADERS})

    def _seen(self, request: Request, credentials: Credentials | None, logo_id: str) -> Picture:
        signed_in = self._gate.signed_in(credentials)
        if signed_in is None:
            raise NotAuthenticated("Not Authenticated")
        actor = signed_in.actor
        request.scope["state"]["actor"] = f"{actor.kind} {actor.id}"
        picture = self._store.picture(logo_id)
        if picture is None or not Visible(self._store.directory(), actor.scope).holds_account(picture.account_id):
            raise NotFound("Logo not found")
        return picture
