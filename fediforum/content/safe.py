"""The type of HTML that may be shown.

Only this room makes one: by cleaning (``sanitise``), by rendering (``render``), or by moving
pieces of what is already clean. Whoever holds a ``str`` has to come through ``sanitise``.
"""

from typing import NewType

SafeHtml = NewType("SafeHtml", str)
