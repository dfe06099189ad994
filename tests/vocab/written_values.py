"""Any value that we could want to write, for laws that hold for all of them."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from fediforum.vocab.activities import (
    REQUESTS,
    Accept,
    Add,
    Announce,
    Block,
    Create,
    Delete,
    Dislike,
    EmojiReact,
    Flag,
    Follow,
    Like,
    Lock,
    Move,
    Reject,
    Remove,
    Resolve,
    Undo,
    Unknown,
    Update,
    Warn,
)
from fediforum.vocab.actors import Actor, Field, Key
from fediforum.vocab.collections import Collection, CollectionPage
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.objects import (
    Attachment,
    Emoji,
    Hashtag,
    Mention,
    Object,
    ObjectLink,
    Option,
    Source,
    Tombstone,
)

HOST = "https://alpha.test"

letters = st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="#:")
words = st.text(letters, min_size=1, max_size=8)
labels = st.lists(words, min_size=1, max_size=3).map(" ".join)
markup = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=30
)
iris = st.builds(
    lambda host, path: Iri(f"https://{host}/{path}"),
    st.sampled_from(["alpha.test", "beta.test:8443", "gamma.test"]),
    st.from_regex(r"[a-z0-9/?=&é#]{0,8}", fullmatch=True),
)
ours = st.integers(1, 99).map(lambda n: Iri(f"{HOST}/ap/posts/{n}"))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
counts = st.integers(0, 10**9)
addressed = st.lists(iris | st.just(PUBLIC), max_size=4, unique=True).map(tuple)
maybe_iri = st.none() | iris
languages = st.none() | st.sampled_from(["nl", "en", "pt-BR"])
sources = st.none() | st.builds(Source, markup, st.sampled_from(["text/markdown", "text/bbcode"]))

tags = st.one_of(
    st.builds(Mention, iris, labels | st.just("")),
    st.builds(Hashtag, labels, maybe_iri),
    st.builds(Emoji, words, iris),
    st.builds(ObjectLink, iris, labels, st.lists(words, max_size=2).map(tuple)),
)
attachments = st.one_of(
    st.builds(Attachment, st.just("Image"), iris, name=st.none() | labels),
    st.builds(
        Attachment,
        st.just("Document"),
        iris,
        media_type=st.sampled_from(["video/mp4", "text/plain"]),
        name=st.none() | labels,
    ),
    st.builds(Attachment, st.just("Link"), iris),
)
options = st.lists(st.builds(Option, labels, counts), max_size=3).map(tuple)
objects = st.builds(
    Object,
    id=ours,
    type=st.sampled_from(["Note", "Article", "Page", "Question"]),
    attributed_to=iris,
    content=markup,
    name=st.none() | labels,
    summary=st.none() | markup,
    source=sources,
    in_reply_to=st.none() | iris.filter(lambda iri: "/ap/posts/" not in iri),
    context=maybe_iri,
    audience=maybe_iri,
    to=addressed,
    cc=addressed,
    tag=st.lists(tags, max_size=4).map(tuple),
    attachment=st.lists(attachments, max_size=3).map(tuple),
    url=maybe_iri,
    published=st.none() | moments,
    updated=st.none() | moments,
    sensitive=st.booleans(),
    language=languages,
    quote=maybe_iri,
    quote_authorization=maybe_iri,
    one_of=options,
    any_of=options,
    end_time=st.none() | moments,
    voters=st.none() | counts,
    replies=st.none() | ours,
    likes=st.none() | counts,
    shares=st.none() | counts,
)
tombstones = st.builds(
    Tombstone, ours, former_type=st.none() | st.just("Note"), deleted=st.none() | moments
)

ACTOR = Iri(f"{HOST}/ap/boards/gardening")
beside = st.none() | st.sampled_from([Iri(f"{ACTOR}/{part}") for part in ("inbox", "outbox", "x")])
keys = st.sampled_from(
    [
        (),
        (Key(Iri(ACTOR + "#main-key"), ACTOR, pem="-----BEGIN PUBLIC KEY-----\n"),),
        (
            Key(Iri(ACTOR + "#main-key"), ACTOR, pem="-----BEGIN PUBLIC KEY-----\n"),
            Key(Iri(ACTOR + "#ed25519-key"), ACTOR, multibase="z6Mk"),
        ),
    ]
)


def actors_of(type_: str) -> st.SearchStrategy[Actor]:
    board = type_ == "Group"
    return st.builds(
        Actor,
        id=st.just(ACTOR),
        type=st.just(type_),
        preferred_username=st.from_regex(r"[a-zA-Z0-9_.\-]{1,9}", fullmatch=True),
        inbox=iris,
        outbox=beside,
        shared_inbox=beside,
        followers=beside,
        following=beside,
        featured=beside,
        moderators=beside if board else st.none(),
        name=st.none() | labels,
        summary=st.none() | markup,
        source=sources,
        url=maybe_iri,
        icon=maybe_iri,
        image=maybe_iri,
        keys=keys,
        webfinger=st.none() | st.just("gardening@alpha.test"),
        fields=st.lists(st.builds(Field, labels, markup), max_size=2).map(tuple),
        attachment=st.lists(attachments, max_size=2).map(tuple),
        also_known_as=st.lists(iris, max_size=2, unique=True).map(tuple),
        moved_to=maybe_iri,
        published=st.none() | moments,
        updated=st.none() | moments,
        discoverable=st.booleans(),
        indexable=st.booleans(),
        manually_approves_followers=st.booleans(),
        posting_restricted_to_mods=st.booleans() if board else st.just(False),
        suspended=st.booleans(),
        language=st.none(),
        attribution_domains=st.lists(st.just("alpha.test"), max_size=1).map(tuple),
        generator=st.none() if type_ == "Application" else maybe_iri,
    )


actors = st.one_of(*(actors_of(type_) for type_ in ("Group", "Person", "Service", "Application")))

head = {
    "id": iris,
    "actor": iris,
    "to": addressed,
    "cc": addressed,
    "audience": maybe_iri,
    "published": st.none() | moments,
}
summaries = st.none() | st.just("") | markup
votes = st.one_of(
    st.builds(Like, **head, object=iris, content=st.none() | words),
    st.builds(Dislike, **head, object=iris),
    st.builds(EmojiReact, **head, object=iris, content=st.none() | words),
)
plain = st.one_of(
    votes,
    st.builds(Create, **head, object=objects),
    st.builds(Update, **head, object=objects | actors),
    st.builds(Delete, **head, object=iris, summary=summaries, with_replies=st.booleans()),
    st.builds(Follow, **head, object=iris),
    st.builds(
        Flag,
        **head,
        object=st.lists(iris, min_size=1, max_size=3, unique=True).map(tuple),
        content=markup | st.just(""),
    ),
    st.builds(Block, **head, object=iris, summary=summaries),
    st.builds(
        Block,
        **head,
        object=iris,
        target=iris,
        summary=summaries,
        end_time=st.none() | moments,
        remove_data=st.booleans(),
    ),
    st.builds(Lock, **head, object=iris, summary=summaries),
    st.builds(Add, **head, object=iris, target=maybe_iri),
    st.builds(Remove, **head, object=iris, target=maybe_iri),
    st.builds(Move, **head, object=iris, target=maybe_iri, origin=maybe_iri),
    st.builds(Warn, **head, object=iris, summary=markup | st.just("")),
    *(st.builds(verb, **head, object=iris, instrument=iris) for verb in REQUESTS),
    st.builds(Unknown, **head, type=st.just("View"), object=maybe_iri),
)
activities = st.one_of(
    plain,
    plain.flatmap(
        lambda inner: st.builds(Undo, **head, object=st.just(inner.id), undone=st.just(inner))
    ),
    plain.flatmap(
        lambda inner: st.builds(
            Accept, **head, object=st.just(inner.id), answered=st.just(inner), result=maybe_iri
        )
    ),
    plain.flatmap(
        lambda inner: st.builds(Reject, **head, object=st.just(inner.id), answered=st.just(inner))
    ),
    plain.flatmap(
        lambda inner: st.builds(
            Resolve,
            **head,
            object=st.just(inner.id),
            resolved=st.just(inner),
            summary=markup | st.just(""),
        )
    ),
    st.builds(Undo, **head, object=iris),
    st.builds(Announce, **head, object=iris | objects | plain),
    st.builds(Announce, **head, object=st.lists(votes, min_size=2, max_size=3).map(tuple)),
)

listed = st.lists(iris, max_size=4).map(tuple)
pages = st.builds(
    CollectionPage,
    id=ours,
    part_of=ours,
    ordered=st.booleans(),
    items=listed,
    next=maybe_iri,
    prev=maybe_iri,
    total_items=st.none() | counts,
)
collections = st.builds(
    Collection,
    id=ours,
    total_items=st.none() | counts,
    ordered=st.booleans(),
    items=st.none() | listed,
    first=st.none() | ours | pages,
    last=st.none() | ours,
    name=st.none() | labels,
    url=maybe_iri,
    attributed_to=maybe_iri,
    audience=maybe_iri,
)
everything = st.one_of(objects, actors, activities, collections, pages, tombstones)
