"""A microblog server and a board here, whatever its software: what differs is given by each.

Its people follow the board, open a thread by mentioning it, answer, vote, boost and report. It
hears of an opening post by a boost, of a reply by the author's own activity.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fediforum.forum.model import PostState, Tie
from tests.federation.conversations.checks import (
    answered,
    opened,
    polls,
    quoting,
    reads,
    reported,
    stands,
    tied,
    voted,
)
from tests.federation.conversations.deeds import (
    answers,
    asks,
    bans,
    boosts,
    deletes,
    edits,
    follows,
    likes,
    locks,
    opens,
    quotes,
    removes,
    reports,
    reshapes,
    restores,
    takes_back,
    unfollows,
)
from tests.federation.conversations.shapes import nested
from tests.federation.conversations.steps import AS2, Check, FromSource, Source, Step, done, heard

Form = Callable[[str, Any, int], Mapping[str, Any]]

LETTER = "desk: Create{Note}"  # to whom it was done
PUBLIC = f"{AS2}#Public"
MODERATES = "a microblog knows no moderation but of its own people"
MOMENT, LATER = "2026-08-01T12:00:00Z", "2026-08-02T12:00:00Z"
HAS_NO = "a microblog has no votes against, accepted answers or threads that move"
NONE = {
    "both downvote answer move": HAS_NO,
    "in removal restore lock unlock pin unpin moderator ban unban board resolve": MODERATES,
    "out unlock pin unpin moderator unban resolve": MODERATES,
}


@dataclass(frozen=True, slots=True)
class Own:
    """How a platform says one thing itself, where that is recorded or odd."""

    source: Source
    aim: Mapping[str, str] = field(default_factory=dict)
    put: Mapping[str, Any] = field(default_factory=dict)
    then: Sequence[Check] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody on a microblog server. ``where`` is what writes their activities there.

    ``own`` is how an activity that comes in is said, by what it does; ``lacks`` what they never
    say; ``quotes`` are the names that a quoted post goes by. ``note`` and ``activity`` are added
    to each post and each activity of theirs; ``form`` is what the program adds to an activity of
    a verb, about a thing, of a number ("Note": to a post), in place of what most would say.
    """

    iri: str
    post: str
    thread: str
    where: str
    own: Mapping[str, Own] = field(default_factory=dict)
    lacks: Sequence[str] = ()
    note: Mapping[str, Any] = field(default_factory=dict)
    activity: Mapping[str, Any] = field(default_factory=dict)
    value: str = "up"
    quotes: Sequence[str] = ()
    form: Form | None = None

    def says(self, iri: str, content: str, **more: Any) -> dict[str, Any]:
        """A post, which mentions whom it answers, or the board."""
        whom, name = ("{frida}", "frida") if "inReplyTo" in more else ("{board}", "general")
        document: dict[str, Any] = {
            "id": iri,
            "type": "Note",
            "attributedTo": self.iri,
            "content": content,
            "published": MOMENT,
            "to": [PUBLIC],
            "cc": [f"{self.iri}/followers", whom],
            "tag": [{"type": "Mention", "href": whom, "name": f"@{name}@forum.example"}],
            **self.note,
            **more,
        }
        return document if self.form is None else {**document, **self.form("Note", document, 0)}

    def does(self, verb: str, thing: object, number: int, **more: Any) -> FromSource:
        usual = {**self.activity, **more}
        document = {
            "@context": [AS2, "https://w3id.org/security/v1"],
            "id": f"{self.iri}/activities/{number}",
            "type": verb,
            "actor": self.iri,
            "object": thing,
            **(usual if self.form is None else self.form(verb, thing, number)),
        }
        return FromSource(document, self.where)

    def undoes(self, verb: str, thing: object, number: int, **more: Any) -> FromSource:
        inner = self.does(verb, thing, number, **more).said
        del inner["@context"]
        return self.does("Undo", inner, number + 1000)


def option(name: str) -> dict[str, Any]:
    return {"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": 0}}


def coming_in(by: Speaker) -> Iterator[tuple[str, FromSource, tuple[Check, ...], bool]]:
    """What they say, what holds then, and whether who follows the board is told."""
    answer = by.says(by.post, "<p>Beer helps.</p>", inReplyTo="{slugs}")
    better = by.says(by.post, "<p>Beer helps a lot.</p>", inReplyTo="{slugs}", updated=LATER)
    thread = by.says(by.thread, "<p>When do I prune roses?</p><p>I have many.</p>")
    moved = {"to": answer["to"], "cc": answer["cc"]}
    up = voted(by.value, post="{slugs}", by=by.iri)
    down = voted(None, post="{slugs}", by=by.iri)
    yield "follow", by.does("Follow", "{board}", 1), (tied(Tie.FOLLOW, value="accepted"),), False
    yield (
        "reply",
        by.does("Create", answer, 2, **moved),
        (answered("{slugs}", post=by.post),),
        True,
    )
    yield (
        "thread",
        by.does("Create", thread, 3, **moved),
        (opened("When do I prune roses?", post=by.thread),),
        True,
    )
    yield "vote", by.does("Like", "{slugs}", 4), (up,), True
    yield (
        "unvote",
        by.undoes("Like", "{slugs}", 4),
        (down,),
        True,
    )
    yield (
        "boost",
        by.does("Announce", "{slugs}", 5, to=[PUBLIC], published=MOMENT),
        (tied(Tie.SHARE, b="{slugs}"),),
        False,
    )
    yield (
        "edit",
        by.does("Update", better, 6, **moved),
        (reads("Beer helps a lot", post=by.post),),
        True,
    )
    flag = by.does("Flag", ["{frida}", "{slugs}"], 7, content="rude")
    yield "report", flag, (reported(),), False
    question = by.says(
        f"{by.thread}/poll",
        "<p>Which tea?</p>",
        type="Question",
        oneOf=[option("Green"), option("Black")],
        endTime="2099-01-01T00:00:00Z",
        votersCount=0,
    )
    yield (
        "poll",
        by.does("Create", question, 10, **moved),
        (polls("Green", "Black", post=f"{by.thread}/poll"),),
        True,
    )
    named = dict.fromkeys(by.quotes, "{reply}")
    quote = by.says(f"{by.post}/quote", "<p>This.</p>", inReplyTo="{slugs}", **named)
    yield (
        "quote",
        by.does("Create", quote, 11, **moved),
        (quoting("{reply}", post=f"{by.post}/quote"),),
        True,
    )
    gone = by.does("Delete", {"id": by.post, "type": "Tombstone"}, 8, to=[PUBLIC])
    yield (
        "delete",
        gone,
        (stands(PostState.DELETED, post=by.post),),
        True,
    )
    yield "unfollow", by.undoes("Follow", "{board}", 1), (tied(Tie.FOLLOW, False),), False


def conversation(by: Speaker) -> tuple[Step, ...]:
    """All of it, in order; what they lack is left out."""
    own = {said[0]: heard_from(by, *said) for said in coming_in(by)}
    accept = by.does("Accept", {"id": "{our follow}", "type": "Follow", "actor": "{frida}",
                                "object": by.iri}, 9)  # fmt: skip
    steps: list[Step | None] = [
        own["follow"],
        done("thread", opens("Slugs", "They *ate* it.", calls="slugs"),
             sent=["general: Announce{id}"], told=["general: Announce{Create{Note}}"]),
        own["reply"],
        own["thread"],
        done("reply", answers(by.post, "Yes.", calls="yes"), answered(by.post, post="{yes}"),
             sent=["frida: Create{Note}"], told=["general: Announce{Create{Note}}"]),
        done("reply", answers("{slugs}", "Or copper.", calls="copper"),
             sent=["frida: Create{Note} +LD"], told=["general: Announce{Create{Note}}"]),
        own["vote"],
        own["unvote"],
        own["boost"],
        done("vote", likes(by.post), sent=["frida: Like"], told=["general: Announce{Like}"]),
        done("unvote", takes_back(by.post), sent=["frida: Undo{Like}"],
             told=["general: Announce{Undo{Like}}"]),
        done("boost", boosts(by.post), sent=["frida: Announce{id}"], told=[]),
        own["edit"],
        done("edit", edits("{yes}", "Yes!"), sent=["frida: Update{Note}"],
             told=["general: Announce{Update{Note}}"]),
        own["report"],
        done("report", reports(by.post), told=[]),
        done("delete", deletes("{yes}"), sent=["frida: Delete"],
             told=["general: Announce{Delete}"]),
        done("removal", removes(by.thread), sent=[LETTER, "general: Undo{Announce{id}}"],
             told=["general: Announce{Delete}"]),
        done("restore", restores(by.thread), sent=[LETTER, "general: Announce{id}"],
             told=["general: Announce{Undo{Delete}}"]),
        done("lock", locks(by.thread), sent=[], told=["general: Announce{Lock}"]),
        done("board", reshapes("Garden"), sent=["general: Update{Group}"],
             told=["general: Announce{Update{Group}}"]),
        done("poll", asks("Tea?", "Green", "Black", calls="poll"),
             polls("Green", "Black", post="{poll}"),
             sent=["general: Announce{id}"], told=["general: Announce{Create{Question}}"]),
        done("quote", quotes(by.post, calls="quoting"), quoting(by.post, post="{quoting}")),
        own["poll"],
        own["quote"],
        own["delete"],
        done("follow", follows(by.iri, by="frida"), sent=["frida: Follow"]),
        heard("follow", accept, tied(Tie.FOLLOW, a="{frida}", b=by.iri, value="accepted")),
        done("unfollow", unfollows(by.iri, by="frida"), sent=["frida: Undo{Follow}"]),
        done("ban", bans(by.iri), sent=[LETTER], told=["general: Announce{Block}"]),
        own["unfollow"],
    ]  # fmt: skip
    return tuple(
        step for step in steps if step is not None and f"{step.way} {step.does}" not in by.lacks
    )


def heard_from(
    by: Speaker, does: str, usual: FromSource, then: tuple[Check, ...], told: bool
) -> Step:
    own = by.own.get(does, Own(usual))
    heard_of = [f"general: Announce{{{nested(usual.said)}}}"] if told else []
    return heard(
        does,
        own.source,
        *(own.then or then),
        aim=own.aim,
        put=own.put,
        told=heard_of if does not in by.own else None,
    )
