"""People: how somebody here signs in, how long that holds, and what is theirs to do. Pure.

No clock, no chance and nothing of the network: the shell draws secrets and keeps their marks.
"""
