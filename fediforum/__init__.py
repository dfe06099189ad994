"""fediforum: a forum whose threads live on the open social web.

How to read this package. Seven floors, each of which may use only what lies below it:

``errors``, ``limits`` and ``settings`` are the ground.
``vocab`` and ``content`` are words: AS2 documents and safe HTML as Python values.
``forum`` is the law: pure functions that say what may happen.
``store``, ``wire`` and ``keys`` reach outside: SQL, other servers, secrets at rest.
``flow`` is the hands: it gathers, asks the law, and carries out the answer.
``demo`` runs whole forums, to be looked at.
``web`` and ``cli`` are the doors.

Start in ``flow/act.py`` (the one door for every change) and ``forum/judge.py`` (what it asks).
"""

__version__ = "0.1.0"
