"""The pages that people read; ``routes`` is what ``web.app`` puts up."""

from starlette.routing import Route

routes: list[Route] = []
