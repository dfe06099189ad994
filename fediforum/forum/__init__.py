"""The law: what may happen, decided by pure functions of values.

No await, no clock, no randomness, no SQL, no HTTP. ``judge`` is the only way in; ``rules`` has
one file a verb; ``compose`` turns what somebody here wants into an activity.
"""
