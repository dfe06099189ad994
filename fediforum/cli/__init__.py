"""The keeper's door: one file a noun; each reads words, calls the hands, and says what came of it.

A command imports what it runs inside its own function: ``--help`` must answer at once, and
the libraries behind a forum take most of a second to load. Nowhere else is that allowed.
No SQL, no rules of the forum and no HTTP in here.
"""
