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
from tests.federation.conversations.steps import (
    AS2,
    FromObject,
    FromSource,
    Recorded,
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
    """A group, and a recorded ``post`` of ``author`` that it boosts; ``id`` and ``title`` of it."""

    iri: str
    author: str
    where: str
    post: Recorded | FromSource
    id: str
    title: str
    aim: Mapping[str, str] = field(default_factory=dict)
    kind: str = "Group"

    def says(self, verb: str, thing: object, number: int, **more: Any) -> FromSource:
        document = {
            "@context": AS2,
            "id": f"{self.iri}/activities/{number}",
            "type": verb,
            "actor": self.iri,
            "object": thing,
            **more,
        }
        return FromSource(document, self.where)

    def theirs(self, verb: str, thing: object, number: int) -> FromSource:
        said = self.says(verb, thing, number, to=[PUBLIC], cc=[self.iri]).said
        said |= {"actor": self.author, "id": f"{self.author}/activities/{number}"}
        return FromSource(said, self.where)


def boosted(by: Group) -> tuple[Step, ...]:
    """The whole of it: the post itself, an answer from there and one from here, edits, the end."""
    follow = {"id": "{our follow}", "type": "Follow", "actor": "{desk}", "object": by.iri}
    answer = {
        "id": f"{by.id}#answer",
        "type": "Note",
        "attributedTo": by.author,
        "inReplyTo": by.id,
        "content": "<p>Yes.</p>",
        "to": [PUBLIC],
        "cc": [by.iri],
        "published": "2026-08-01T12:00:00Z",
    }
    answer["id"] = f"{by.id}/answer"
    better = {**answer, "content": "<p>No.</p>", "updated": "2026-08-02T12:00:00Z"}
    return (
        done("follow", follows("{theirs}"), sent=["desk: Follow"]),
        heard(
            "follow",
            by.says("Accept", follow, 1),
            tied(Tie.FOLLOW, a="{desk}", b="{theirs}", value="accepted"),
        ),
        heard(
            "thread",
            FromObject(by.says("Announce", None, 2, to=[PUBLIC]), by.post),
            opened(by.title, post=by.id, board="{theirs}"),
            aim=by.aim,
        ),
        heard("reply", by.theirs("Create", answer, 3), answered(by.id)),
        heard(
            "edit", by.theirs("Update", better, 4), stands(PostState.SHOWN, post=f"{by.id}/answer")
        ),
        done("reply", answers(by.id, "Me too.", calls="too"), sent=["frida: Create{Note}"]),
        done("vote", likes(by.id), sent=["frida: Like"]),
        done("unvote", takes_back(by.id), sent=["frida: Undo{Like}"]),
        done("edit", edits("{too}", "Me three."), sent=["frida: Update{Note}"]),
        done("report", reports(by.id)),
        done("delete", deletes("{too}"), sent=["frida: Delete"]),
        heard(
            "delete",
            by.theirs("Delete", f"{by.id}/answer", 5),
            stands(PostState.DELETED, post=f"{by.id}/answer"),
            gone=[f"{by.id}/answer"],
        ),
        done(
            "unfollow",
            unfollows("{theirs}"),
            tied(Tie.FOLLOW, False, a="{desk}", b="{theirs}"),
            sent=["desk: Undo{Follow}"],
        ),
    )
