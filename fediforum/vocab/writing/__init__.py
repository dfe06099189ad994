"""Values → JSON: one shape for everything, the strictest that any reader asks for.

Nothing is decided here; what a value says is written, no more.
"""

from fediforum.vocab.writing.context import bare, in_context, provable
from fediforum.vocab.writing.discovery import (
    Figures,
    write_host_meta,
    write_jrd,
    write_nodeinfo,
    write_nodeinfo_links,
    write_server_jrd,
)
from fediforum.vocab.writing.documents import (
    Written,
    enclose,
    freshen,
    gathered,
    leading,
    retold,
    withdrawn,
    wrap,
    write,
)

__all__ = [
    "Figures",
    "Written",
    "bare",
    "enclose",
    "freshen",
    "gathered",
    "in_context",
    "leading",
    "provable",
    "retold",
    "withdrawn",
    "wrap",
    "write",
    "write_host_meta",
    "write_jrd",
    "write_nodeinfo",
    "write_nodeinfo_links",
    "write_server_jrd",
]
