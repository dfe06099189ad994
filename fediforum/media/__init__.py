"""Pictures as bytes: where their files lie, and the process that makes them anew.

No SQL and no HTTP. Nothing is imported here, as the process begins with as little as it can.
"""
