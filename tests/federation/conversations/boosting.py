"""A group elsewhere that passes posts on by boosting them: Friendica's forums, WordPress' blogs,
PeerTube's channels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fediforum.forum.model import PostState, Tie
from tests.federation.conversations.checks import answered, opened, stands, tied
from tests.federation.conversations.deeds import (
    answers,
    deletes,
    edits,
    follows,
    likes,
    reports,
    takes_back,
    unfollows,
)
from tests.federation.conversations.microblog import Form
from tests.federation.conversations.steps import (
    AS2,
    FromObject,
    FromSource,
    Recorded,
    Source,
    Step,
    done,
    heard,
)

PUBLIC = f"{AS2}#Public"
WHOLE = "such a group only passes posts on: it tells of no votes and no moderation"
NONE = {
    "in vote downvote unvote removal restore lock unlock pin unpin moderator ban unban": WHOLE,
    "in report resolve board quote poll answer move boost unfollow": WHOLE,
    "out removal restore lock unlock pin unpin moderator ban unban resolve board move": (
        "nobody here moderates their board"
    ),
    "out boost quote poll answer": "nobody there takes them into the group",
    "out downvote": "they know no votes against",
    "out thread": "only their own people open threads there",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group, and a ``post`` of ``author`` that it boosts; ``id`` and ``title`` of it.

    ``announce`` is how it boosts, unless in an Announce that brings the whole post; ``form`` and
    ``authors`` are what the program adds to what the group says, and to what the author does.
    """

    iri: str
    author: str
    where: str
    post: Recorded | FromSource
    id: str
    title: str
    aim: Mapping[str, str] = field(default_factory=dict)
    kind: str = "Group"
    announce: Source | None = None
    form: Form | None = None
    authors: Form | None = None

    def says(self, verb: str, thing: object, number: int, **more: Any) -> FromSource:
        return self.does(self.iri, self.form, verb, thing, number, **more)

    def theirs(self, verb: str, thing: object, number: int) -> FromSource:
        usual = {"to": [PUBLIC], "cc": [self.iri]}
        return self.does(self.author, self.authors, verb, thing, number, **usual)

    def does(
        self, actor: str, form: Form | None, verb: str, thing: object, number: int, **more: Any
    ) -> FromSource:
        document = {
            "@context": AS2,
            "id": f"{actor}/activities/{number}",
            "type": verb,
            "actor": actor,
            "object": thing,
            **(more if form is None else form(verb, thing, number)),
        }
        return FromSource(document, self.where)

    def answer(self, iri: str, content: str, **more: Any) -> dict[str, Any]:
        """A post of the author's below the one that is boosted."""
        document: dict[str, Any] = {
            "id": iri,
            "type": "Note",
            "attributedTo": self.author,
            "inReplyTo": self.id,
            "content": content,
            "to": [PUBLIC],
            "cc": [self.iri],
            "published": "2026-08-01T12:00:00Z",
            **more,
        }
        added = {} if self.authors is None else self.authors("Note", document, 0)
        return {**document, **added}


def boosted(by: Group) -> tuple[Step, ...]:
    """The whole of it: the post itself, an answer from there and one from here, edits, the end."""
    follow = {"id": "{our follow}", "type": "Follow", "actor": "{desk}", "object": by.iri}
    reply = f"{by.id}/answer"
    answer = by.answer(reply, "<p>Yes.</p>")
    better = by.answer(reply, "<p>No.</p>", updated="2026-08-02T12:00:00Z")
    boost = by.announce or FromObject(by.says("Announce", None, 2, to=[PUBLIC]), by.post)
    return (
        done("follow", follows("{theirs}"), sent=["desk: Follow"]),
        heard(
            "follow",
            by.says("Accept", follow, 1),
            tied(Tie.FOLLOW, a="{desk}", b="{theirs}", value="accepted"),
        ),
        heard(
            "thread",
            boost,
            opened(by.title, post=by.id, board="{theirs}"),
            aim=by.aim,
        ),
        heard("reply", by.theirs("Create", answer, 3), answered(by.id)),
        heard("edit", by.theirs("Update", better, 4), stands(PostState.SHOWN, post=reply)),
        done("reply", answers(by.id, "Me too.", calls="too"), sent=["frida: Create{Note}"]),
        done("vote", likes(by.id), sent=["frida: Like"]),
        done("unvote", takes_back(by.id), sent=["frida: Undo{Like}"]),
        done("edit", edits("{too}", "Me three."), sent=["frida: Update{Note}"]),
        done("report", reports(by.id)),
        done("delete", deletes("{too}"), sent=["frida: Delete"]),
        heard(
            "delete",
            by.theirs("Delete", reply, 5),
            stands(PostState.DELETED, post=reply),
            gone=[reply],
        ),
        done(
            "unfollow",
            unfollows("{theirs}"),
            tied(Tie.FOLLOW, False, a="{desk}", b="{theirs}"),
            sent=["desk: Undo{Follow}"],
        ),
    )
