"""Problems: how an error is told to a machine (FEP-c180, RFC 9457). Its text is the error's own."""

import orjson
from starlette.responses import Response

from fediforum.errors import FediforumError, Unauthenticated
from fediforum.wire import accept_signature

# After these nobody knows where the next request on the connection would begin.
CLOSED_AFTER = frozenset({400, 408, 413, 414, 421, 431, 500})


def problem_response(problem: FediforumError) -> Response:
    """The answer to a machine whose request ended in this error."""
    headers = {"cache-control": "no-store"}
    if isinstance(problem, Unauthenticated):
        headers["accept-signature"] = accept_signature()
        headers["www-authenticate"] = problem.challenge
    if problem.retry_after is not None:
        headers["retry-after"] = str(problem.retry_after)
    if problem.status in CLOSED_AFTER:
        headers["connection"] = "close"
    return problem_document(problem.status, str(problem), headers)


def problem_document(status: int, text: str, headers: dict[str, str]) -> Response:
    body = orjson.dumps({"type": "about:blank", "title": text, "status": status, "error": text})
    return Response(body, status, headers, media_type="application/problem+json")
