"""What the tests of the rules read out of a verdict."""

from fediforum.forum.effects import Effect, Emit, Errand, Put, Relate, Unrelate
from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import Member, Relation
from fediforum.forum.verdict import Accepted, Verdict
from fediforum.vocab.activities import AnyActivity
from tests.people import NOW, ids, known, local, signed


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
