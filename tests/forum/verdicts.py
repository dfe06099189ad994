"""What the tests of the rules read out of a verdict."""

from fediforum.forum.effects import Effect, Emit, Errand, Put, Relate, Unrelate
from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import Member, Post, Relation, Thread
from fediforum.forum.verdict import Accepted, Verdict
from fediforum.vocab.activities import AnyActivity
from fediforum.vocab.objects import Object
from tests.people import BOB, NOW, created, ids, known, local, signed


def ask(activity: AnyActivity, who: Member, world: Known | None = None) -> Verdict:
    """The verdict on what somebody here or elsewhere does."""
    by = local(who) if who.local else signed(who)
    return judge(activity, known() if world is None else world, by, NOW, ids())


def effects(verdict: Verdict) -> tuple[Effect, ...]:
    assert isinstance(verdict, Accepted), verdict
    return verdict.effects


def emits(verdict: Verdict) -> list[Emit]:
    return [effect for effect in effects(verdict) if isinstance(effect, Emit)]


def errands(verdict: Verdict) -> list[Errand]:
    return [effect for effect in effects(verdict) if isinstance(effect, Errand)]


def things(verdict: Verdict) -> list[object]:
    return [effect.thing for effect in effects(verdict) if isinstance(effect, Put)]


def relations(verdict: Verdict) -> list[Relation]:
    return [effect.relation for effect in effects(verdict) if isinstance(effect, Relate)]


def ended(verdict: Verdict) -> list[Unrelate]:
    return [effect for effect in effects(verdict) if isinstance(effect, Unrelate)]


def the_post(verdict: Verdict) -> Post:
    """The one post that is filed or changed."""
    [post] = [thing for thing in things(verdict) if isinstance(thing, Post)]
    return post


def the_thread(verdict: Verdict) -> Thread:
    """The one thread that is opened or changed."""
    [thread] = [thing for thing in things(verdict) if isinstance(thing, Thread)]
    return thread


def from_bob(thing: Object, **more: object) -> Verdict:
    """The verdict on a post of Bob's; ``more`` replaces what is known."""
    return judge(created(thing), known(**more), signed(BOB), NOW, ids())
