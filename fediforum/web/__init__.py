"""The web: doors for machines (``ap``, ``wellknown``) and for readers (``pages``).

Doors read through ``store.reading`` and change anything only through ``flow``.
"""
