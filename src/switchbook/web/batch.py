"""Batches, as ServiceStack's clients send them (sendAll): a list of requests of one kind, answered by a list.

The requests are answered in their order. The first error is the answer to all, and its ResponseStatus names in
`meta` which request it was of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from starlette.requests import Request

from switchbook.api.binding import bind_object
from switchbook.api.types import ListRequest
from switchbook.errors import BadRequest, UnboundRequest
from switchbook.formats import JSON
from switchbook.formats.negotiation import Negotiated
from switchbook.model.answer import Answer
from switchbook.web import reply
from switchbook.web.bodies import Spelled, body_in
from switchbook.web.routes import Call

# The header that counts the requests answered, and what the meta of an error calls the one that failed.
COMPLETED, FAILED = "x-autobatch-completed", "AutoBatchIndex"
# Each one is a question to the store, and nobody else gets the thread that asks them.
MOST_REQUESTS = 100
# All answers are kept until the last is there, for only then it is known that none is an error.
LARGEST_ANSWER = 33_554_432


async def requests_in(
    request: Request, call: Call, request_type: type[msgspec.Struct], limit: int
) -> Sequence[msgspec.Struct]:
    """The requests of a batch, bound as leniently as a single one.

    Raises BadRequest for a batch that is too long or in another format than JSON, or a request of it that asks for
    all there is; UnboundRequest for a body that is no list of objects, TooLarge for one of more than `limit` bytes.
    """
    negotiated: Negotiated = request.scope["state"]["negotiated"]
    if negotiated.format is not JSON or negotiated.jsonp:
        reply.agree(request, Negotiated(JSON))
        raise BadRequest("A batch is asked and answered in JSON")
    body = await body_in(request, call, limit)
    listed = body.value if isinstance(body, Spelled) else None
    if not isinstance(listed, list):
        raise UnboundRequest(f"Unable to bind to request '{call.name}[]'")
    if len(listed) > MOST_REQUESTS:
        raise BadRequest(f"A batch holds at most {MOST_REQUESTS} requests, not {len(listed)}")
    requests = [bind_object(request_type, call.name, members) for members in listed]
    if any(isinstance(each, ListRequest) and each.all for each in requests):
        raise BadRequest.of_field("all", "all=true is not taken in a batch: ask for it alone, and it is streamed")
    return requests


def prepare(
    requests: Sequence[msgspec.Struct],
    ask: Callable[[msgspec.Struct], Answer],
    completed: Callable[[int], None],
) -> reply.Prepared:
    """The answer to a batch, whole. `completed` is told how many requests were answered, also before an error.

    It blocks. Raises what `ask` raises, and BadRequest when the answers are too much to keep.
    """
    answers: list[bytes] = []
    size = 0
    for number, request in enumerate(requests):
        completed(number)
        answers.append(b"".join(JSON.render(ask(request))))
        size += len(answers[-1])
        if size > LARGEST_ANSWER:
            raise BadRequest(
                f"The answers to this batch are larger than {LARGEST_ANSWER} bytes: ask for less at a time"
            )
    completed(len(requests))
    return reply.whole_list(b"[" + b",".join(answers) + b"]")
