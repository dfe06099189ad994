"""Readers: whether a page was asked for by a person who reads it, as far as the request tells.

What is counted is pages that were handed out; nobody is recognised, and nothing of them is kept.
"""

import re

from starlette.requests import Request
from starlette.responses import Response

from fediforum.node import Node

PEOPLE = ("Mozilla/", "Opera/", "Lynx/", "w3m/", "Links ", "ELinks/", "Dillo/")
# Words by which machines call themselves; CUBOT is a telephone.
MACHINES = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|archiv|preview|prerender|fetch|scan|monitor|uptime|probe"
    r"|headless|lighthouse|pagespeed|phantom|electron|feed|rss|http|curl|wget|python|java/|ruby"
    r"|perl|go-|node|axios|embed|facebookexternalhit|whatsapp|telegram|discord|slack|skype"
    r"|mastodon|pleroma|akkoma|misskey|lemmy|piefed|mbin|friendica|hubzilla|peertube|pixelfed"
    r"|gotosocial|wordpress|fediforum|activitypub",
    re.IGNORECASE,
)
AHEAD = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
ASKED_AHEAD = ("sec-purpose", "purpose", "x-purpose", "x-moz")
OF_MACHINES = ("signature", "signature-input", "from")
LONGEST = 500


def count(request: Request, answer: Response, thread: str) -> Response:
    """The answer, which is counted as one more view of the thread if a person has it now."""
    if answer.status_code == 200 and by_a_person(request):
        node: Node = request.app.state.node
        node.views.count(thread)
    return answer


def by_a_person(request: Request) -> bool:
    """Whether a browser asks for this page because somebody wants to read it.

    Whoever has it already and only asks whether it is still good is answered 304, and was counted
    before.
    """
    headers = request.headers
    agent = headers.get("user-agent", "")[:LONGEST]
    return (
        request.method == "GET"
        and agent.startswith(PEOPLE)
        and MACHINES.search(agent) is None
        and "text/html" in headers.get("accept", "")
        and bool(headers.get("accept-language"))
        and headers.get("sec-fetch-dest", "document") == "document"
        and not any(AHEAD.search(headers.get(name, "")) for name in ASKED_AHEAD)
        and not any(name in headers for name in OF_MACHINES)
    )
