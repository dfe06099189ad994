"""The data: every list and thread as JSON, for whoever reads with a program of their own.

Public things only, in the states that the pages show; nothing is changed here. ``shapes`` says
what the answers look like, ``description`` tells it in OpenAPI.
"""

from fediforum.web.api.description import routes

__all__ = ["routes"]
