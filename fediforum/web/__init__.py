"""The web: doors for machines (``ap``) and for readers (``pages``, feeds).

Doors read through ``store.reading`` and change anything only through ``flow``.
"""
