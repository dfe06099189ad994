"""Outcomes: what became of something that came, told to whoever looks after the forum.

From the words of the intake, or the error that an inbox answered, to what they mean and what may
be done. What the law says is in ``reasons``; here is what is made up on the spot, and the rest.
"""

from fediforum.forum.reasons import NOTHING, REASONS, UNBLOCK, Explanation

# By how it begins: the rest is said by whoever did it, or names whom it is about.
BEGINNINGS = {
    "we do not speak the verb ": Explanation(
        "A kind of activity that this forum has no use for, or does not know.", NOTHING
    ),
    "unknown, and not to be found: ": Explanation(
        "Whoever is named there could not be fetched, three times in some minutes: their server "
        "does not answer, or does not show them to us.",
        "`fediforum federation fetch` them; when that works, replay it.",
    ),
    "its author is banned from the board: ": REASONS["its author is banned from the board"],
    "the thread is locked: ": REASONS["the thread is locked"],
    "one post in ": Explanation(
        "The board or the thread is slow: everybody waits for a while between two posts.",
        "`fediforum board slow` or `fediforum thread slow` says for how long.",
    ),
}
UNREADABLE = Explanation(
    "It was signed well and could not be read: its shape is not one that we know.",
    "Report it with the output of this command, so that it can be read; then replay it.",
)
BROKEN = Explanation(
    "It failed here for a fault of ours, five times.",
    "Find `acting failed` in the log of the workers, and report it; then replay it.",
)
DONE = Explanation("It was carried out.", NOTHING)
WAITING = Explanation("It has not been acted on yet.", "`fediforum federation queue` has the lag.")


def explain(verdict: str | None, reason: str) -> Explanation:
    """What an outcome of the intake means: a verdict in its one word, with its reason.

    >>> explain("ignored", "seen before").remedy == NOTHING
    True
    >>> explain("refused", "the thread is locked: it is late").meaning
    'A moderator closed the thread.'
    """
    if verdict is None:
        return WAITING
    if verdict == "accepted":
        return DONE
    found = told(reason)
    if found is not None:
        return found
    return BROKEN if verdict == "failed" else UNREADABLE


def told(reason: str) -> Explanation | None:
    """The explanation of a reason of the law; None where it gives none such."""
    if reason in REASONS:
        return REASONS[reason]
    return next((each for start, each in BEGINNINGS.items() if reason.startswith(start)), None)


# -- turned away at the inbox -------------------------------------------------------------------

# By the name of the error that was answered.
TURNED_AWAY = {
    "Malformed": Explanation(
        "It is no activity that can be read.", "Report it to their software or to ours."
    ),
    "Unauthenticated": Explanation(
        "The request had no signature, or one that cannot be read.",
        "If a proxy stands before this forum: `fediforum doctor`.",
    ),
    "BadSignature": Explanation(
        "The signature does not fit: the request was changed on the way, or the key is another.",
        "If it happens to all of them, the proxy changes Host, Date or the body: `fediforum "
        "doctor`. If to one, its clock or its key is wrong: tell their admin.",
    ),
    "UnknownKey": Explanation(
        "The key could not be fetched, or its actor does not list it.",
        "`fediforum federation fetch` its actor says why.",
    ),
    "Forbidden": Explanation(
        "The server is blocked here, or the signer may not speak for the actor.", UNBLOCK
    ),
    "TooLarge": Explanation("It is larger than this forum reads.", NOTHING),
    "WrongType": Explanation("It was not sent as an activity.", NOTHING),
    "TooMany": Explanation(
        "It came faster than this forum takes from one server, or from one address.",
        "They send it again by themselves.",
    ),
    "Unavailable": Explanation(
        "This forum was behind with its work, or their key could not be fetched just then.",
        "They send it again by themselves; `fediforum doctor` says whether workers keep up.",
    ),
}


def explain_error(kind: str) -> Explanation:
    """What it means that a request was answered with that error."""
    return TURNED_AWAY.get(kind, TURNED_AWAY["Malformed"])
