"""The machine's doors: inboxes, outboxes, and what stands under ``/ap/``.

Each module exports its ``routes``. How documents look is said in ``vocab``, not here.
"""
