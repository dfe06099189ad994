"""The rules: one file a verb, each a function from an activity and a case to a verdict.

What several verbs come to has a file too: ``removal``, ``withdraw``, ``correct``, ``consent``,
``confirm``, ``poll``. ``ask`` is every Request, ``answer`` Accept and Reject, ``solve``
ChooseAnswer.

A rule may take for granted what ``judge`` has asked before: the actor is known, is not shut
out of this server, and did what the activity says. Rules never raise.
"""
