"""The stand-in: a small, honest microblog server, as Mastodon is one, for a handful of people.

It verifies what it is sent and signs what it sends; it fetches what a board announces, shows it
in the home timelines of those who follow, and lets them answer, edit and delete. It believes a
signer about their own; what another passes on is fetched from where it belongs.
"""

import asyncio
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape

import structlog

from fediforum.errors import FediforumError, Forbidden, Gone, Missing, UnknownKey
from fediforum.vocab import (
    PUBLIC,
    Actor,
    Iri,
    Object,
    read_activity,
    read_actor,
    read_object,
    write,
)
from fediforum.vocab.activities import (
    Accept,
    Activity,
    Announce,
    AnyActivity,
    Create,
    Delete,
    Follow,
    Undo,
    Update,
)
from fediforum.vocab.actors import Key
from fediforum.vocab.iri import host_of, same_origin, without_fragment
from fediforum.vocab.json import read_json, write_json
from fediforum.vocab.objects import Mention
from fediforum.wire import (
    Delivered,
    HttpClient,
    PublicKey,
    SignedRequest,
    Signer,
    fetch_document,
    generate_rsa,
    parse_claim,
    post_activity,
    public_key,
    read_multikey,
    read_pem,
    resolve,
    verify,
    write_pem,
)

log = structlog.get_logger(__name__)

KEY = "#main-key"
SECONDS = 10


@dataclass(slots=True)
class Person:
    """Somebody there: whom they follow, and what came to them, newest last.

    ``home`` maps the id of a note to whoever brought it into the timeline; ``called`` are the
    notes that mention them.
    """

    actor: Actor
    signer: Signer
    follows: set[Iri] = field(default_factory=set)
    home: dict[Iri, Iri] = field(default_factory=dict)
    called: list[Iri] = field(default_factory=list)

    @property
    def id(self) -> Iri:
        return self.actor.id


class Microblog:
    """The server: its people, the notes it knows, and whom it asked to be followed."""

    def __init__(self, base: str, http: HttpClient) -> None:
        self.base = base
        self.host = host_of(base)
        self.http = http
        self.people: dict[str, Person] = {}
        self.notes: dict[Iri, Object] = {}
        self.gone: dict[Iri, datetime] = {}
        self.actors: dict[Iri, Actor] = {}
        self.asked: dict[Iri, Person] = {}
        self.numbers = itertools.count(1)

    # -- what people do ------------------------------------------------------------------------

    async def join(self, name: str, display: str) -> Person:
        """Somebody is there from now on."""
        iri = Iri(f"{self.base}/people/{name}")
        private = await asyncio.to_thread(generate_rsa)
        key_id = Iri(iri + KEY)
        key = Key(key_id, iri, pem=write_pem(public_key(private, key_id=key_id, owner=iri)))
        actor = Actor(
            id=iri,
            type="Person",
            preferred_username=name,
            name=display,
            inbox=Iri(f"{iri}/inbox"),
            outbox=Iri(f"{iri}/outbox"),
            shared_inbox=Iri(f"{self.base}/inbox"),
            followers=Iri(f"{iri}/followers"),
            following=Iri(f"{iri}/following"),
            url=Iri(f"{self.base}/@{name}"),
            keys=(key,),
            published=self.http.clock(),
        )
        person = Person(actor, Signer(key_id, private))
        self.people[name] = person
        return person

    async def follow(self, person: Person, handle: str) -> Iri:
        """Somebody has asked to follow whoever has the handle; their id."""
        found = await resolve(self.http, handle, seconds=SECONDS)
        whom = await self.actor(Iri(found.actor))
        activity = Follow(id=self.fresh("follows"), actor=person.id, object=whom.id)
        self.asked[activity.id] = person
        await self.send(person, activity, [whom.id])
        return whom.id

    async def reply(self, person: Person, to: Iri, words: str) -> Object:
        """Somebody has answered a note; whoever wrote it, and whom it mentions, are mentioned."""
        parent = self.notes[to]
        wanted = dict.fromkeys([parent.attributed_to, *(tag.href for tag in parent.mentions)])
        called = [await self.actor(iri) for iri in wanted if iri != person.id]
        groups = [actor.followers for actor in called if actor.type == "Group" and actor.followers]
        iri = self.fresh("notes")
        note = Object(
            id=iri,
            type="Note",
            attributed_to=person.id,
            content=html_of(called, words),
            in_reply_to=parent.id,
            context=parent.context,
            to=(PUBLIC,),
            cc=(*(actor.id for actor in called), *groups, Iri(f"{person.id}/followers")),
            tag=tuple(Mention(actor.id, handle_of(actor)) for actor in called),
            url=iri,
            published=self.http.clock(),
            language="nl",
        )
        self.notes[iri] = note
        activity = Create(
            id=self.fresh("creates"),
            actor=person.id,
            to=note.to,
            cc=note.cc,
            published=note.published,
            object=note,
        )
        await self.send(person, activity, [actor.id for actor in called])
        return note

    async def edit(self, person: Person, note: Iri, words: str) -> None:
        """Their note says something else."""
        before = self.notes[note]
        called = [await self.actor(tag.href) for tag in before.mentions]
        after = replace(before, content=html_of(called, words), updated=self.http.clock())
        self.notes[note] = after
        activity = Update(
            id=self.fresh("updates"), actor=person.id, to=after.to, cc=after.cc, object=after
        )
        await self.send(person, activity, [actor.id for actor in called])

    async def delete(self, person: Person, note: Iri) -> None:
        """Their note is gone for good."""
        before = self.notes.pop(note)
        self.gone[note] = self.http.clock()
        activity = Delete(id=self.fresh("deletes"), actor=person.id, to=(PUBLIC,), object=note)
        await self.send(person, activity, [tag.href for tag in before.mentions])

    def fresh(self, kind: str) -> Iri:
        return Iri(f"{self.base}/{kind}/{next(self.numbers)}")

    async def send(self, person: Person, activity: AnyActivity, whom: Iterable[Iri]) -> None:
        """Everybody named has it in their inbox. Raises Forbidden where one does not take it."""
        body = write_json(write(activity))
        actors = [await self.actor(iri) for iri in whom]
        for inbox in dict.fromkeys(actor.shared_inbox or actor.inbox for actor in actors):
            outcome = await post_activity(self.http, inbox, body, signer=person.signer)
            if not isinstance(outcome, Delivered):
                raise Forbidden(f"{inbox} did not take it: {outcome}")

    # -- what others say -----------------------------------------------------------------------

    async def receive(self, request: SignedRequest) -> None:
        """What another server POSTs is verified and has happened. Raises as the wire does."""
        claim = parse_claim(request, self.http.clock())
        key = await self.key(Iri(claim.key_id))
        verify(claim, key, self.http.clock())
        activity = read_activity(read_json(request.body))
        own = key.owner == activity.actor
        if not own and not activity.signed:
            raise Forbidden("The signer is not the actor.")
        log.info("heard", type=type(activity).__name__, actor=activity.actor, own=own)
        await self.hear(activity, own=own)

    async def hear(self, activity: AnyActivity, *, own: bool) -> None:
        """``own``: signed by its own actor; else nothing of it is believed but where to look."""
        match activity:
            case Accept(actor=whom, object=asked, answered=answered) if own:
                person = self.asked.get(asked or (answered.id if answered is not None else Iri("")))
                if person is not None:
                    person.follows.add(whom)
            case Announce(actor=booster, object=str() as iri) if own:
                await self.note(iri)
                self.show(iri, booster)
            case Undo(actor=booster, undone=Announce(object=str() as iri)) if own:
                for person in self.people.values():
                    if person.home.get(iri) == booster:
                        del person.home[iri]
            case Create(object=note) | Update(object=Object() as note):
                if own and note.attributed_to == activity.actor:
                    self.notes[note.id] = note
                else:
                    note = await self.note(note.id, again=True)
                self.show(note.id, note.attributed_to)
                self.call(note)
            case Delete(actor=author, object=iri):
                if not (own and same_origin(author, iri)) and await self.stands(iri):
                    return
                self.forget(iri)
            case Activity():
                log.info("ignored", type=type(activity).__name__)

    def show(self, note: Iri, by: Iri) -> None:
        """The note stands in the home timeline of whoever follows those who brought it, once."""
        for person in self.people.values():
            if by in person.follows:
                person.home.setdefault(note, by)

    def call(self, note: Object) -> None:
        for person in self.people.values():
            mentioned = any(tag.href == person.id for tag in note.mentions)
            if mentioned and note.id not in person.called:
                person.called.append(note.id)

    def forget(self, note: Iri) -> None:
        self.notes.pop(note, None)
        for person in self.people.values():
            person.home.pop(note, None)
            if note in person.called:
                person.called.remove(note)

    # -- what stands elsewhere -----------------------------------------------------------------

    async def note(self, iri: Iri, *, again: bool = False) -> Object:
        """The note as its own server gives it, which is asked where it is not known yet."""
        if again or iri not in self.notes:
            found = await fetch_document(self.http, iri, signer=None, seconds=SECONDS)
            thing = read_object(found.document)
            if not isinstance(thing, Object):
                raise Gone(subject=iri)
            self.notes[thing.id] = thing
        return self.notes[iri]

    async def stands(self, iri: Iri) -> bool:
        try:
            await self.note(iri, again=True)
        except (Missing, Gone):
            return False
        return True

    async def actor(self, iri: Iri) -> Actor:
        """An actor as their own server gives them."""
        if iri not in self.actors:
            found = await fetch_document(self.http, iri, signer=None, seconds=SECONDS)
            self.actors[iri] = read_actor(found.document)
        return self.actors[iri]

    async def key(self, key_id: Iri) -> PublicKey:
        """The public key of that id, as its owner publishes it. Raises UnknownKey."""
        try:
            owner = await self.actor(without_fragment(key_id))
        except FediforumError as problem:
            raise UnknownKey(subject=key_id) from problem
        for key in owner.keys:
            if key.id == key_id and key.owner == owner.id:
                if key.pem is not None:
                    return read_pem(key.pem, key_id=key_id, owner=owner.id)
                if key.multibase is not None:
                    return read_multikey(key.multibase, key_id=key_id, owner=owner.id)
        raise UnknownKey(subject=key_id)


def handle_of(actor: Actor) -> str:
    return f"@{actor.preferred_username}@{host_of(actor.id)}"


def html_of(called: Iterable[Actor], words: str) -> str:
    """What somebody typed, as such servers write it: mentions first, one paragraph."""
    mentions = (
        f'<span class="h-card"><a href="{escape(actor.url or actor.id)}" class="u-url mention">'
        f"@<span>{escape(actor.preferred_username)}</span></a></span> "
        for actor in called
    )
    return f"<p>{''.join(mentions)}{escape(words)}</p>"
