"""The memory: everything that is kept, and all the SQL there is.

No rule of the forum belongs here, no HTTP, and no secret in the clear.
"""
