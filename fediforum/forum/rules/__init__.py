"""The rules: one file a verb, each a function from an activity and a case to a verdict.

A rule may take for granted what ``judge`` has asked before: the actor is known, is not shut
out of this server, and did what the activity says. Rules never raise.
"""
