"""From outside: what other servers meet at our public address, asked by ourselves.

Nothing is asked of anybody else. What knocks at our own inbox here is made to be turned away.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from fediforum.errors import FediforumError, Malformed
from fediforum.flow.checks.check import Check, fail, ok, warn
from fediforum.flow.checks.database import clock_check
from fediforum.flow.introduce import signer_here
from fediforum.node import Node
from fediforum.vocab.json import write_json
from fediforum.wire import Answer, Dialect, certificate_ends, resolve, sign
from fediforum.wire.cavage import read_date

SECONDS = 10
AS2 = "application/activity+json"
HTML = "text/html"
PADDING = 900 * 1024  # nearly as much as an inbox takes
SOON = timedelta(days=14)
STRANGER = "https://doctor.invalid/nobody"  # RFC 2606: never anybody
DIALECTS: tuple[Dialect, ...] = ("cavage", "rfc9421")


async def outside_checks(node: Node) -> AsyncIterator[Check]:
    """The first that nobody answers is the last."""
    where = node.home.instance
    try:
        answer = await get(node, where, AS2)
    except FediforumError as problem:
        yield fail("address", f"{where}: {reached(problem)}", remedy_for(node))
        return
    if answer.status != 200:
        yield refused(node, where, answer.status)
        return
    yield ok("address", f"{where} answers, over TLS")
    for check in (clock_outside(node, answer), await certificate(node)):
        if check is not None:
            yield check
    yield await proxy(node)
    yield await webfinger(node)
    yield await actor(node)
    yield await inbox(node)
    yield await body_size(node)
    for dialect in DIALECTS:
        yield await signature(node, dialect)


async def get(node: Node, url: str, accept: str) -> Answer:
    headers = {"Accept": accept}
    return await node.http.get(url, headers, max_bytes=1024 * 1024, seconds=SECONDS)


def media_type(answer: Answer) -> str:
    return answer.headers.get("content-type", "nothing").partition(";")[0].strip().lower()


def reached(problem: FediforumError) -> str:
    """An error, and in what way nobody was reached where that is known."""
    how = getattr(problem, "how", "")
    return f"{problem} ({how})" if how else str(problem)


def remedy_for(node: Node) -> str:
    return f"Start `fediforum up`, and let {node.home.base} lead to it with a valid certificate."


def refused(node: Node, where: str, status: int) -> Check:
    """The address answers, and not as this forum would."""
    if status == 421:
        remedy = "nginx: proxy_set_header Host $http_host;"
        return fail("address", "Host is changed on the way: the forum answered 421", remedy)
    if status in {502, 503, 504}:
        remedy = f"Start `fediforum up`, and let the proxy lead to {node.settings.bind}."
        return fail("address", f"{where} answered {status}: the proxy finds no forum", remedy)
    return fail("address", f"{where} answered {status}", remedy_for(node))


def clock_outside(node: Node, answer: Answer) -> Check | None:
    """Whether the machine that answers there has our time; it says so in ``Date``."""
    try:
        said: datetime = read_date(answer.headers.get("date", ""))
    except Malformed:
        return None
    check = clock_check(said - node.clock(), "what answers there")
    return check if check.remedy else None


async def certificate(node: Node) -> Check:
    try:
        ends = await certificate_ends(node.http, node.home.host, seconds=SECONDS)
    except FediforumError as problem:
        return warn("certificate", f"could not be looked at: {problem}", remedy_for(node))
    left = ends - node.clock()
    found = f"good until {ends:%Y-%m-%d}, {left.days} days"
    if left > SOON:
        return ok("certificate", found)
    return warn("certificate", found, "Renew it: `certbot renew`; Caddy does so by itself.")


async def proxy(node: Node) -> Check:
    """Whether a document and a page come from one address, each to who asks for it."""
    url = node.home.base + "/"
    try:
        kinds = [media_type(await get(node, url, accept)) for accept in (AS2, HTML, AS2)]
    except FediforumError as problem:
        return fail("proxy", f"{url}: {reached(problem)}", remedy_for(node))
    if kinds == [AS2, HTML, AS2]:
        return ok("proxy", "the Accept header comes through")
    if kinds[0] == HTML and kinds[2] == HTML:
        found = f"Accept header is dropped: {url} returned {kinds[0]} for {AS2}"
        return fail("proxy", found, "nginx: proxy_set_header Accept $http_accept;")
    found = f"an answer is kept for who asked otherwise: {url} returned {', '.join(kinds)}"
    return fail("proxy", found, "nginx: proxy_cache off; or let its key hold $http_accept.")


async def webfinger(node: Node) -> Check:
    try:
        found = await resolve(node.http, node.home.handle("desk"), seconds=SECONDS)
    except FediforumError as problem:
        remedy = f"Let {node.home.base}/.well-known/webfinger lead to fediforum too."
        return fail("webfinger", reached(problem), remedy)
    return ok("webfinger", f"{found.handle} is {found.actor}")


async def actor(node: Node) -> Check:
    """Whether the desk's document is to be had as other servers ask for it."""
    where = node.home.desk
    try:
        answer = await get(node, where, f'application/ld+json; profile="{AS2}", {AS2}')
    except FediforumError as problem:
        return fail("actor", f"{where}: {reached(problem)}", remedy_for(node))
    if answer.status == 200 and media_type(answer) == AS2:
        return ok("actor", f"{where} is served")
    found = f"{where} answered {answer.status}, {media_type(answer)}"
    return fail("actor", found, "Let everything under /ap/ lead to fediforum, with its Accept.")


async def inbox(node: Node) -> Check:
    """Whether a POST comes through: one that nobody signed must be answered 401."""
    return await knock(node, "inbox", b"", "an unsigned POST is answered 401, as it should be")


async def body_size(node: Node) -> Check:
    padding = b"x" * PADDING
    return await knock(node, "body size", padding, f"{PADDING // 1024} KB come through")


async def knock(node: Node, what: str, padding: bytes, well: str) -> Check:
    url = f"{node.home.base}/inbox"
    body = greeting(padding)
    try:
        answer = await node.http.post(url, {"Content-Type": AS2}, body, seconds=SECONDS)
    except FediforumError as problem:
        return fail(what, f"POST {url}: {reached(problem)}", remedy_for(node))
    if answer.status == 401:
        return ok(what, well)
    found = f"POST {url} with {len(body) // 1024} KB was answered {answer.status}, not 401"
    if answer.status == 413:
        return fail(what, found, "nginx: client_max_body_size 2m;")
    remedy = "Let the proxy pass POST on to /inbox and /ap/…/inbox, without a login or a filter."
    return fail(what, found, remedy)


async def signature(node: Node, dialect: Dialect) -> Check:
    """Whether what is signed arrives as it was signed.

    It is signed by us and said to be of nobody: 403 if the signature holds, 401 if it does not.
    """
    url = f"{node.home.base}/inbox"
    body = greeting(b"")
    what = f"signature {dialect}"
    try:
        signer = await signer_here(node)
        headers = sign(
            "POST",
            url,
            body,
            key_id=signer.key_id,
            private_key=signer.private_key,
            dialect=dialect,
            now=node.clock(),
        )
        answer = await node.http.post(url, headers, body, seconds=SECONDS)
    except FediforumError as problem:
        return fail(what, reached(problem), remedy_for(node))
    if answer.status == 403:
        return ok(what, "what we sign is believed at our own inbox")
    found = f"what we sign is not believed at our own inbox: {answer.status}"
    remedy = "Let Host, Date, Digest, Signature and the body arrive unchanged; see `clock` too."
    return fail(what, found, remedy)


def greeting(padding: bytes) -> bytes:
    """An activity of nobody, which can never be taken."""
    return write_json(
        {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{STRANGER}/greeting",
            "type": "Like",
            "actor": STRANGER,
            "object": f"{STRANGER}/nothing",
            "summary": padding.decode(),
        }
    )
