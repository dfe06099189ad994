"""The desk on the web: for moderators who are not at a terminal; without scripts, never cached.

Nothing is decided here: what is done goes through ``flow`` as whoever is signed in, and the law
says whether it may be. Each page says the command that does the same.
"""

from starlette.routing import Route

from fediforum.web.desk import doing, door, pages, posts, queue, reports, servers

routes: list[Route] = [
    *door.routes,
    *doing.routes,
    *pages.routes,
    *posts.routes,
    *queue.routes,
    *reports.routes,
    *servers.routes,
]
