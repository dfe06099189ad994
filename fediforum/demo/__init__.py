"""The demonstration: two forums and a stand-in for a microblog server, on one machine, over HTTPS.

It runs what everybody runs, in a directory that is thrown away. Nothing of a forum is decided
here; the stand-in knows the language and the wire, and neither the hands nor the memory.
"""
