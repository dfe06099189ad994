"""The language: AS2 documents as Python values, and back.

All words of the protocol live in this room and nowhere else. Pure: nothing here awaits,
looks anything up, or knows what a forum is.
"""
