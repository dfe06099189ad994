"""Merge: the posts of one thread stand at the end of another; its old address leads there.

Said with a Move (FEP-f15d) whose target is a thread. Other fediforums do the same; who follows
the thread that ends hears from its actor that it lives on as the other (FEP-7628).
"""

from dataclasses import replace

from fediforum.forum import audience
from fediforum.forum.case import Case
from fediforum.forum.effects import Audience, Effect, Emit, Peers, Put, Transfer, Unrelate
from fediforum.forum.model import Thread, Tie
from fediforum.forum.rules.moderate import NOT_A_MODERATOR, may_moderate
from fediforum.forum.verdict import ALREADY, Accepted, Ignored, Verdict
from fediforum.vocab.activities import Move
from fediforum.vocab.iri import PUBLIC, Iri, same_origin

NO_BOARD = Ignored("one of the boards is not here")
TAKEN_AWAY = Ignored("one of the threads was removed")
WRAPPED = frozenset({Peers.FORUM})


def merge(activity: Move, thread: Thread, into: Thread, case: Case) -> Verdict:
    """Judge a merger: by a moderator of both boards, which are here or on one server."""
    origin, target = case.known.board_of(thread), case.known.board_of(into)
    if origin is None or target is None or not same_origin(origin.id, target.id):
        return NO_BOARD
    if thread.id == into.id or thread.into == into.id:
        return ALREADY
    if thread.removed or into.removed:
        return TAKEN_AWAY
    boards = (origin, target) if origin.local else (origin,)
    if not all(may_moderate(activity.actor, board, case) for board in boards):
        return NOT_A_MODERATOR
    effects: list[Effect] = [Put(replace(thread, removed=True, into=into.id))]
    if case.known.relation(Tie.PIN, thread.root, origin.id) is not None:
        effects.append(Unrelate(Tie.PIN, thread.root, origin.id))
    effects.append(Transfer(thread.id, into.id))
    if origin.local:
        effects += audience.passed_on(activity, origin, WRAPPED, thread.id, case)
        effects.append(goes_on(activity, thread, into, case))
    return Accepted(tuple(effects))


def goes_on(activity: Move, thread: Thread, into: Thread, case: Case) -> Emit:
    """The thread's actor says where it lives on: microblogs have their people follow that."""
    said = Move(
        id=case.new.derived(audience.cause_of(activity), "merged", thread.id),
        actor=thread.id,
        to=(PUBLIC,),
        cc=(Iri(f"{thread.id}/followers"),),
        published=case.now,
        object=thread.id,
        target=into.id,
    )
    heard = Audience(followers_of=frozenset({thread.id}))
    return Emit(activity=said, signer=thread.id, audience=heard, lane=thread.id)
