"""Setting up: what is no activity. A forum begins; boards, members and tokens are made.

Whether a name may be had is asked here, once, for boards and members alike: they share one
namespace, and a name is never given twice.
"""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass

import structlog

from fediforum.content import clean_title
from fediforum.errors import Conflict, Malformed, Missing
from fediforum.flow.keyring import purpose
from fediforum.forum.actors import board_actor, instance_actor, member_actor
from fediforum.forum.effects import Errand
from fediforum.forum.home import NAME, RESERVED, THREAD_NAME, Home
from fediforum.forum.model import Board, Member
from fediforum.keys import Vault, create_key_file
from fediforum.limits import TITLE_CHARS
from fediforum.node import NAMES_PURPOSE, Node, open_store, utc_now
from fediforum.settings import Settings
from fediforum.store.actors import StoredKey, by_name, save_own_actor
from fediforum.store.boards import create_board as save_board
from fediforum.store.database import Conn, Database, connect
from fediforum.store.errands import enqueue_errands
from fediforum.store.instance import Instance, create_instance, instance
from fediforum.store.partitions import make_partitions
from fediforum.store.queue import install_queue
from fediforum.store.schema import create_schema, migrate, permitted
from fediforum.store.search import behind
from fediforum.store.tokens import save_token
from fediforum.vocab.actors import Key
from fediforum.vocab.iri import Iri
from fediforum.wire import (
    generate_ed25519,
    generate_rsa,
    public_key,
    write_multikey,
    write_pem,
    write_private,
)

log = structlog.get_logger(__name__)

NAME_CHARS = 30
DESK = "desk"
RSA_KEY = "#main-key"
ED25519_KEY = "#ed25519-key"


@dataclass(frozen=True, slots=True)
class Begun:
    """What ``init`` found or made; ``fresh`` where nothing was there before."""

    base: str
    fresh: bool
    migrated: tuple[str, ...] = ()


# -- the forum itself --------------------------------------------------------------------------


async def init(settings: Settings, *, title: str = "", language: str = "nl") -> Begun:
    """A forum is there, its schema is today's, and its base is that of the settings for ever.

    May be run again at any time. Raises Misconfigured where the forum has another base, or has
    lost its key file.
    """
    async with open_store(settings) as (database, _):
        return await begin(settings, database, title=title, language=language)


async def begin(
    settings: Settings, database: Database, *, title: str = "", language: str = "nl"
) -> Begun:
    """As ``init``, in a database that is open already."""
    direct = await connect(database.direct_dsn)
    try:
        with permitted():
            await create_schema(direct)
            migrated = await migrate(direct)
            await install_queue(direct)
            await make_partitions(direct, utc_now())
        before = await instance(direct, settings.base)
        if await behind(direct):
            await enqueue_errands(direct, [Errand("words", Iri(settings.base))])
    finally:
        await direct.close()
    if before is not None:
        Vault.read(settings.secret_file).open(before.id_secret, NAMES_PURPOSE)
        return Begun(before.base, fresh=False, migrated=migrated)
    if not settings.secret_file.exists():
        create_key_file(settings.secret_file)
    vault = Vault.read(settings.secret_file)
    made = Instance(
        base=settings.base,
        title=title,
        tagline="",
        language=language,
        id_secret=vault.seal(secrets.token_bytes(32), NAMES_PURPOSE),
        created=utc_now(),
    )
    home = Home(settings.base)
    pairs = [await make_keys(vault, iri) for iri in (home.instance, home.desk)]

    async def work(conn: Conn) -> bool:
        fresh = await create_instance(conn, made)
        if fresh:
            own, desk = pairs
            actor = instance_actor(home, title, public_halves(own), published=made.created)
            await save_own_actor(conn, actor, own)
            actor = member_actor(
                local_member(home, DESK), home, public_halves(desk), published=made.created
            )
            await save_own_actor(conn, actor, desk)
        return fresh

    fresh = await database.in_transaction(work)
    log.info("began", base=settings.base, fresh=fresh)
    return Begun(settings.base, fresh=fresh, migrated=migrated)


# -- boards and members ------------------------------------------------------------------------


async def create_board(node: Node, name: str, title: str) -> Board:
    """A board of that name is there, in the language of the forum.

    Raises Malformed for a name that cannot be one, Conflict for one that is taken.
    """
    name = await free_name(node, name)
    async with node.database.connection() as conn:
        forum = await instance(conn, node.home.base)
    board = Board(
        id=node.home.board(name),
        local=True,
        name=name,
        title=label(title) or name,
        followers=Iri(f"{node.home.board(name)}/followers"),
        inbox=Iri(f"{node.home.board(name)}/inbox"),
        host=node.home.host,
        shared_inbox=node.home.shared_inbox,
        moderators=Iri(f"{node.home.board(name)}/moderators"),
        featured=Iri(f"{node.home.board(name)}/featured"),
        language=forum.language if forum is not None else None,
    )
    keys = await make_keys(node.vault, board.id)
    now = node.clock()
    actor = board_actor(board, node.home, public_halves(keys), published=now)

    async def work(conn: Conn) -> None:
        await save_board(conn, actor, board, keys, now)

    await node.database.in_transaction(work)
    log.info("created board", board=board.id)
    return board


async def create_member(node: Node, name: str, display: str) -> Member:
    """A member of that name is there. Raises as ``create_board`` does."""
    name = await free_name(node, name)
    member = local_member(node.home, name, display)
    keys = await make_keys(node.vault, member.id)
    actor = member_actor(member, node.home, public_halves(keys), published=node.clock())

    async def work(conn: Conn) -> None:
        await save_own_actor(conn, actor, keys)

    await node.database.in_transaction(work)
    log.info("created member", member=member.id)
    return member


def label(text: str) -> str:
    """What something here may be called: one line of at most 300 characters, nothing hidden."""
    return clean_title(text)[:TITLE_CHARS]


def local_member(home: Home, name: str, display: str = "") -> Member:
    """A Person of that name here."""
    iri = home.member(name)
    return Member(
        id=iri,
        local=True,
        type="Person",
        name=name,
        host=home.host,
        inbox=Iri(f"{iri}/inbox"),
        display=label(display) or name,
        shared_inbox=home.shared_inbox,
        followers=Iri(f"{iri}/followers"),
        url=home.member_page(name),
    )


async def create_token(node: Node, name: str) -> str:
    """A token by which its holder speaks for the member; only its hash is kept.

    Raises Missing where there is no such member.
    """
    token = secrets.token_urlsafe(32)

    async def work(conn: Conn) -> None:
        member = await by_name(conn, name)
        if member is None or member.type != "Person" or member.gone:
            raise Missing(f"There is no member {name} here.")
        await save_token(conn, token_hash(token), member.id, node.clock())

    await node.database.in_transaction(work)
    return token


def token_hash(token: str) -> bytes:
    """What is kept of a token: SHA-256, since it is as random as a key."""
    return hashlib.sha256(token.encode()).digest()


async def free_name(node: Node, name: str) -> str:
    """The name as it will be written. Raises Malformed or Conflict where it cannot be had."""
    name = name.lower()
    if not NAME.fullmatch(name) or len(name) > NAME_CHARS:
        raise Malformed(
            f"A name has at most {NAME_CHARS} letters a to z, digits, and . - _ between them."
        )
    if name in RESERVED or THREAD_NAME.fullmatch(name):
        raise Conflict(f"The name {name} is reserved.")
    async with node.database.connection() as conn:
        if await by_name(conn, name) is not None:
            raise Conflict(f"The name {name} is taken.")
    return name


# -- keys --------------------------------------------------------------------------------------


async def make_keys(vault: Vault, owner: Iri) -> tuple[StoredKey, ...]:
    """A new pair of key pairs: RSA for HTTP and LD signatures, Ed25519 for proofs (FEP-521a)."""
    rsa = await asyncio.to_thread(generate_rsa)
    ed25519 = generate_ed25519()
    rsa_id, ed25519_id = Iri(owner + RSA_KEY), Iri(owner + ED25519_KEY)
    return (
        StoredKey(
            id=rsa_id,
            owner=owner,
            algorithm="rsa",
            public=write_pem(public_key(rsa, key_id=rsa_id, owner=owner)),
            private=vault.seal(write_private(rsa), purpose(rsa_id)),
        ),
        StoredKey(
            id=ed25519_id,
            owner=owner,
            algorithm="ed25519",
            public=write_multikey(public_key(ed25519, key_id=ed25519_id, owner=owner)),
            private=vault.seal(write_private(ed25519), purpose(ed25519_id)),
        ),
    )


def public_halves(keys: tuple[StoredKey, ...]) -> tuple[Key, ...]:
    """What an actor's document says of its keys."""
    return tuple(
        Key(key.id, key.owner, pem=key.public)
        if key.algorithm == "rsa"
        else Key(key.id, key.owner, multibase=key.public)
        for key in keys
    )
