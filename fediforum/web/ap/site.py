"""The one thing of Lemmy's API that PieFed asks every server for: who administers it.

PieFed takes an act of moderation from those only whom it finds here or among the moderators.
"""

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum import __version__
from fediforum.node import Node
from fediforum.store.instance import instance
from fediforum.web.negotiate import answer


async def site(request: Request) -> Response:
    """Who administers this server: the desk, in whose name its admins act."""
    node: Node = request.app.state.node
    async with node.database.connection() as conn:
        forum = await instance(conn, node.home.base)
    name = forum.title if forum is not None and forum.title else node.home.host
    desk = {
        "id": 1,
        "name": "desk",
        "actor_id": node.home.desk,
        "local": True,
        "banned": False,
        "deleted": False,
        "bot_account": False,
    }
    body = orjson.dumps(
        {
            "site_view": {"site": {"name": name, "actor_id": f"{node.home.base}/"}},
            "admins": [{"person": desk, "is_admin": True}],
            "version": __version__,
        }
    )
    return answer(request, body, media_type="application/json", cache="public, max-age=3600")


routes = [Route("/api/v3/site", site)]
