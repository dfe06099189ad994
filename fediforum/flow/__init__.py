"""The hands: where the memory, the wire and the keys meet, and the law is asked.

What is said goes in by ``receive`` (from other servers) or ``speak`` (from here), everything
passes ``act``, and ``deliver`` carries out what follows. No rules of the forum, no SQL and no
words of AS2 belong here.
"""
