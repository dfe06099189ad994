"""The shapes of what commands answer under ``--json``: fields are added, never renamed.

``id`` is an id on the network, ``url`` a page for people; times are RFC 3339 in UTC, sizes bytes,
lengths of time seconds. ``fediforum schema NOUN VERB`` prints one as a JSON
Schema. (pydantic reads a ``TypedDict`` of ``typing`` from Python 3.12 on.)
"""
