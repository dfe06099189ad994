"""Reasons: what each answer of the law means to who looks after the forum, and what they may do.

A test walks the rules, so that none of them can give a reason which is not explained here.
"""

from dataclasses import dataclass

NOTHING = "Nothing: that is as it should be."
THEIRS = "Nothing here; if it happens often, tell the makers of their software."
UNDO_BAN = "`fediforum mod unban` lets them in again."
UNBLOCK = "`fediforum domain lift DOMAIN` if you speak with them after all; then replay it."


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a reason means, and what an admin may do about it."""

    meaning: str
    remedy: str = NOTHING


# By what the law says, word for word, as it stands in the intake.
REASONS = {
    # -- whoever speaks
    "this server does not speak with that one": Explanation(
        "The server of somebody who is named in it is blocked here.",
        UNBLOCK,
    ),
    "whoever sent it cannot speak for its actor or its object": Explanation(
        "The signature holds, but its owner is neither the actor nor the server of what it is "
        "about, and no proof of the actor is in it.",
        THEIRS,
    ),
    "its id belongs to another server than its actor": Explanation(
        "An activity must be named by the server of its actor; anything else may be forged.",
        THEIRS,
    ),
    "its actor is gone": Explanation(
        "The account was deleted before, and an id is never used again.",
    ),
    "its actor is suspended": Explanation(
        "Somebody here has suspended that account.",
        "`fediforum mod unban` ends it.",
    ),
    "it was undone or deleted before it came": Explanation(
        "An Undo or Delete of it overtook it on the way.",
    ),
    "an actor that we never knew is gone": Explanation(
        "Many servers tell everybody when an account is deleted; nothing of theirs was here.",
    ),
    "seen before": Explanation(
        "The same activity of the same actor was acted on before: it was delivered twice.",
    ),
    "that is so already": Explanation("It asks for what is so already."),
    # -- posts
    "that is no kind of post": Explanation(
        "Its object is of a type that cannot stand in a thread.",
    ),
    "it was deleted": Explanation("The post was deleted before, and stays so."),
    "it is known already": Explanation("It came before, by this way or another."),
    "that id belongs to a post of somebody else": Explanation(
        "A post with that id is here, by another author.",
        THEIRS,
    ),
    "it is not public": Explanation(
        "It is addressed to some people only; a forum keeps public posts only.",
    ),
    "it is addressed to no board here": Explanation(
        "No board of this forum is among its addressees, nor is the thread that it answers here.",
        "Nothing; its author must mention the board, or answer a post in it.",
    ),
    "it is not addressed to the board or to anybody in the thread": Explanation(
        "It answers a post here, but was sent to nobody here.",
    ),
    "it answers a post that is not known and names nobody here": Explanation(
        "It came to us, but neither it nor what it answers belongs to a board here.",
    ),
    "it answers a post of a server that is blocked": Explanation(
        "What it answers is of a server that this forum does not speak with.",
        UNBLOCK,
    ),
    "a post cannot answer itself": Explanation("It names itself as its own parent.", THEIRS),
    "this server does not speak with that of the board": Explanation(
        "The board is of a server that is blocked here.",
        UNBLOCK,
    ),
    "this server does not speak with that of the post that it answers": Explanation(
        "What somebody here answers is of a server that is blocked here.",
        UNBLOCK,
    ),
    "this server does not speak with that of its author": Explanation(
        "A moderator would put back a post of somebody whose server is blocked here.",
        UNBLOCK,
    ),
    "the conversation that it belongs to waits for a moderator": Explanation(
        "An edit of what it answers, or of what opened the thread, waits itself.",
        "`fediforum mod queue` has it; approve that first.",
    ),
    "the post that it answers is not here": Explanation(
        "Somebody here answers what is not known here.",
        "`fediforum federation fetch URL` of that post, and say it again.",
    ),
    "too many posts of that server wait for their parent": Explanation(
        "Its parent is not known, and the shelf of that server is full; a post waits there for "
        "seven days at most.",
        "`fediforum thread backfill` the thread; if it is a flood, block the server.",
    ),
    "too many posts stand above what was asked for": Explanation(
        "The conversation is deeper than is walked upwards.",
        "`fediforum federation fetch URL` of a post further up.",
    ),
    "its author is banned from the board": Explanation(
        "A moderator of the board has banned its author.",
        UNDO_BAN,
    ),
    "its author is blocked by the author of the post that it answers": Explanation(
        "Whoever wrote the post above has blocked its author, and told us.",
    ),
    "the board is closed": Explanation(
        "The board takes no new threads or followers.",
        "Open the board again if it should.",
    ),
    "the thread is locked": Explanation(
        "A moderator closed the thread.",
        "`fediforum thread unlock`; what came late is kept, see `fediforum thread late`.",
    ),
    "the thread was removed": Explanation(
        "A moderator removed the thread.",
        "`fediforum mod restore` brings it back.",
    ),
    "only who follows the board may open a thread in it": Explanation(
        "The board takes threads of its followers only.",
        "Nothing, or let anyone post in the board.",
    ),
    "only moderators may open a thread in the board": Explanation(
        "The board takes threads of its moderators only.",
        "Nothing, or let anyone post in the board.",
    ),
    "there is nothing in it": Explanation("It has neither words nor pictures nor a poll."),
    "only a moderator's reply may be a note": Explanation(
        "A host's note was asked for by somebody who does not moderate the board.",
    ),
    "only a moderator lets in what waits or came late": Explanation(
        "Somebody else tried to let in a post that waits for a moderator, or that came after the "
        "thread was closed.",
    ),
    "one of the threads was removed": Explanation(
        "The posts of a thread go on in another only while both stand.",
        "`fediforum mod restore` brings one back.",
    ),
    # -- changes and deletions
    "it is not newer than what is known": Explanation(
        "It is older than, or as old as, the version that stands here.",
    ),
    "there is no such post here": Explanation(
        "It changes a post that never came here.",
        "`fediforum federation fetch URL` if it should be here.",
    ),
    "nothing changes": Explanation("What it says is what stands here already."),
    "an actor does not become a group, nor a group something else": Explanation(
        "A person was turned into a board or the other way round, under the same id.",
        THEIRS,
    ),
    "no such post is shown here": Explanation("It is about a post that is not here or not shown."),
    "that post has another author": Explanation(
        "It would change what somebody else wrote.",
        THEIRS,
    ),
    "only its own server may describe it": Explanation(
        "A board is described by its own server alone.",
    ),
    "the post does not stand there": Explanation(
        "It was to be taken out of a board in which it is not.",
    ),
    "it was deleted before": Explanation("Nothing is left to delete."),
    "it was removed before": Explanation("A moderator removed it already."),
    "it is not removed": Explanation("It was to be put back, and is there."),
    "nothing is known by that id": Explanation("It deletes what never came here."),
    "only its author or a moderator of its board may delete it": Explanation(
        "Whoever asked is neither.",
        "If they moderate there: `fediforum board show` says whom the board lists.",
    ),
    "an actor can only be deleted by itself": Explanation(
        "Somebody would delete another's account.",
        THEIRS,
    ),
    "the post is in another board": Explanation("A board speaks of a post that stands in another."),
    "there is nothing to undo": Explanation(
        "What would be undone never happened here, or is undone.",
    ),
    "only who did it may undo it": Explanation("Somebody would undo what another did.", THEIRS),
    "that cannot be undone": Explanation("It undoes a verb that has no way back."),
    "the post is not removed": Explanation("It was to be put back, and is there."),
    "another vote has taken its place": Explanation(
        "The vote that it takes back was changed into another since.",
    ),
    # -- what boards pass on
    "none of it is new": Explanation("All that it passes on is known."),
    "what it announces was deleted": Explanation("The post was deleted, and stays so."),
    "it boosts a post that is not known, and we do not follow who says so": Explanation(
        "Somebody shares a post that is not of a board here.",
    ),
    "it comes from a board that we do not follow": Explanation(
        "A board passes on its posts to us, and nobody here asked for them.",
        "`fediforum board follow` it if they should come; else it will stop by itself.",
    ),
    "a board is not believed about that": Explanation(
        "A board speaks of what only somebody's own server may say.",
        THEIRS,
    ),
    "only a board may announce that": Explanation(
        "A person passed on what only boards pass on.",
        THEIRS,
    ),
    "it announces nothing": Explanation("There is no object in it.", THEIRS),
    "it passes on what comes from somebody, or a server, that is shut out": Explanation(
        "The board is welcome, and what it passed on is of somebody who is banned or blocked here.",
        UNBLOCK,
    ),
    "it is our own, coming back": Explanation("A board returned what we told it."),
    "no post of ours waits for that board": Explanation(
        "A board took in a post that does not wait for it.",
    ),
    # -- followers
    "there is nothing to follow by that id": Explanation(
        "No board, thread or member of that id is here.",
    ),
    "that cannot be followed": Explanation("It is no board, thread or member."),
    "nobody follows themself": Explanation("An actor asked to follow itself.", THEIRS),
    "nobody here asked for that": Explanation("It answers a question that nobody here put."),
    "it was accepted before": Explanation("The follow is confirmed already."),
    "only who is followed may answer": Explanation(
        "Somebody else answered for whom we asked.",
        THEIRS,
    ),
    "that actor does not follow": Explanation("It ends a follow that was none."),
    # -- votes, polls and answers
    "the post is not known": Explanation("It is about a post that is not here."),
    "the post is not shown": Explanation("It is about a post that was removed, or waits."),
    "that vote is known": Explanation("The same vote came before."),
    "you are banned from the board": Explanation(
        "A moderator of the board has banned whoever votes.",
        UNDO_BAN,
    ),
    "the author has blocked you": Explanation("Whoever wrote the post has blocked whoever votes."),
    "that is no poll that we know": Explanation("It chooses in what is no poll here."),
    "there is no such choice in the poll": Explanation(
        "It names a choice that the poll does not have.",
        THEIRS,
    ),
    "the poll is in another board": Explanation("A board passed on a choice in a poll of another."),
    "the author of the poll has blocked its author": Explanation(
        "Whoever made the poll has blocked whoever votes.",
    ),
    "the poll is closed": Explanation("It came after the poll ended."),
    "that is no reply that we know": Explanation("It accepts a reply that is not here."),
    "the board is not one for questions": Explanation(
        "Answers are accepted in boards for questions only.",
        "`fediforum board edit --questions` makes it one.",
    ),
    "only who asked, or a moderator, may say what answers the question": Explanation(
        "Somebody else tried to.",
    ),
    # -- moderators
    "only a moderator of the board may do that": Explanation(
        "Whoever asked is not among the moderators that the board lists here.",
        "`fediforum board show` says who is; make them one if they should be.",
    ),
    "the thread is not known": Explanation("It is about a thread that is not here."),
    "the post is not in that board": Explanation("It is about a post of another board."),
    "it changes no list that we keep": Explanation(
        "It adds to, or takes from, a collection that means nothing here.",
    ),
    "an actor can only move itself": Explanation("Somebody would move another's account.", THEIRS),
    "it does not say where to": Explanation("A move without a target.", THEIRS),
    "one of the boards is not here": Explanation(
        "A thread would move from or to a board that is not known here.",
    ),
    "the thread does not stand in that board": Explanation("It would move from where it is not."),
    "only a moderator of both boards may move a thread": Explanation(
        "Whoever asked moderates one of them at most.",
    ),
    "that is no board or server that we know": Explanation("A ban from what is not here."),
    "nobody here is concerned": Explanation(
        "A ban of somebody who is not here, from a board elsewhere.",
    ),
    "another server bans whom it likes, but not from here": Explanation(
        "A server can only ban its own members, or from its own boards.",
    ),
    "this server has banned them itself": Explanation(
        "Somebody elsewhere would lift a ban that was laid here.",
        UNDO_BAN,
    ),
    "nobody blocks themself": Explanation("An actor blocked itself.", THEIRS),
    "it is about nothing that is known here": Explanation("A report about what is not here."),
    "it does not say which report": Explanation("It settles a report without naming it.", THEIRS),
    "a moderator elsewhere admonishes somebody": Explanation(
        "It is noted by their server; nothing follows from it here.",
    ),
    # -- consent
    "only what is ours can be stamped by us": Explanation(
        "A stamp was asked of us for what stands elsewhere.",
        THEIRS,
    ),
    "what is asked for is not of who asks": Explanation(
        "Somebody asked for a stamp in another's name.",
        THEIRS,
    ),
    "that stamp is known": Explanation("The same yes came before."),
    "only who owns the thing may allow it": Explanation("Somebody else gave the stamp.", THEIRS),
    "there is no stamp with it": Explanation("A yes without the stamp that proves it.", THEIRS),
    "it was taken back before": Explanation("The yes was taken back before it came."),
    "that was asked before": Explanation("The same question was asked before."),
    "its author wants nothing of this forum": Explanation("They said no, for all that they write."),
    "somebody else was asked": Explanation("An answer to a question that was put to another."),
    "that was answered before": Explanation("The question has its answer."),
    "it says neither yes nor no": Explanation("The answer could not be read as either."),
    # -- the hands
    "tried too often": Explanation(
        "It failed here five times; the log of the workers says how.",
        "Find `acting failed` in the log, and report it; then replay it.",
    ),
}
