-- The whole database of one fediforum: one instance, one host, one database.
-- Applied to a fresh database by `fediforum init`; deploy/migrations leads an older one here, and
-- a test proves the two equal. The queue's own tables live in the schema "pgqueuer" and are not here.
--
-- Conventions: `id` is an id on the network (an Iri, kept byte for byte); `pk` is a row's key and
-- never leaves the store; times are timestamptz; raw documents are bytea, exactly as they came.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- Which numbered migrations this database has had.
CREATE TABLE migration (
    number  integer PRIMARY KEY,
    name    text NOT NULL,
    applied timestamptz NOT NULL DEFAULT now()
);

-- The forum itself: exactly one row, written by `init`. A different base is refused ever after.
CREATE TABLE instance (
    sole       boolean PRIMARY KEY DEFAULT true CHECK (sole),
    base       text NOT NULL,
    title      text NOT NULL DEFAULT '',
    tagline    text NOT NULL DEFAULT '',
    language   text NOT NULL DEFAULT 'nl',
    id_secret  bytea NOT NULL,                  -- sealed: names derived activities (decision 6)
    created    timestamptz NOT NULL DEFAULT now(),
    maker        text NOT NULL DEFAULT '',      -- who made it, and where more of them is read
    maker_url    text NOT NULL DEFAULT '',
    contact      text NOT NULL DEFAULT '',      -- the name of whom one turns to
    contact_mail text NOT NULL DEFAULT '',
    accent       text,                          -- #rrggbb on light paper; NULL: ours
    accent_dark  text,                          -- and on dark paper
    logo         text,                          -- logo.name
    pictures     text NOT NULL DEFAULT 'proxy' CHECK (pictures IN ('proxy', 'link')),
    blocks_shown boolean NOT NULL DEFAULT true, -- whether a page names the servers we do not speak with
    training     boolean NOT NULL DEFAULT true, -- whether machines may gather texts to learn from
    grace        interval NOT NULL DEFAULT '7 days', -- until a removed post of ours is deleted for good
    listed_only  boolean NOT NULL DEFAULT false -- whether we speak with none but those who are listed
);

-- Everybody who speaks: members here and elsewhere, boards, the desk, this and other servers.
-- Rows are never deleted, so names are never used again and graves stay.
CREATE TABLE actor (
    pk                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id                 text NOT NULL UNIQUE,
    local              boolean NOT NULL,
    type               text NOT NULL,           -- Person, Group, Service, Application, Organization
    preferred_username text NOT NULL,
    host               text NOT NULL,
    name               text NOT NULL DEFAULT '',
    summary            text NOT NULL DEFAULT '',    -- safe HTML
    source             text,                        -- the Markdown of a local summary
    inbox              text NOT NULL,
    shared_inbox       text,
    outbox             text,
    followers          text,
    following          text,
    featured           text,
    moderators         text,
    url                text,
    icon               text,
    image              text,
    discoverable       boolean NOT NULL DEFAULT true,
    indexable          boolean NOT NULL DEFAULT false,
    also_known_as      text[] NOT NULL DEFAULT '{}',
    moved_to           text,
    suspended          boolean NOT NULL DEFAULT false,
    gone               timestamptz,             -- deleted for good at
    published          timestamptz,
    updated            timestamptz,
    fetched            timestamptz,             -- when its document was last read; NULL for ours
    document           bytea,                   -- as it came; NULL for ours
    -- what is decided about its server (domain): block, limit, or '' for anything else
    hushed             text NOT NULL DEFAULT '' CHECK (hushed IN ('', 'limit', 'block')),
    met                timestamptz NOT NULL DEFAULT now()   -- since when it is known here
);
-- One namespace for boards and members here (threads are t + 13 characters, kept free by the law).
CREATE UNIQUE INDEX actor_local_name ON actor (lower(preferred_username)) WHERE local;
CREATE INDEX actor_handle ON actor (lower(preferred_username), host);
CREATE INDEX actor_host ON actor (host, met) WHERE NOT local;
CREATE INDEX actor_hushed ON actor (hushed) WHERE hushed <> '';
-- A board is also named by its collections.
CREATE INDEX actor_followers ON actor (followers) WHERE type = 'Group';
CREATE INDEX actor_featured ON actor (featured) WHERE type = 'Group';
CREATE INDEX actor_moderators ON actor (moderators) WHERE type = 'Group';

-- Public keys of everybody, and, sealed, the private ones of those who are here.
CREATE TABLE key (
    id         text PRIMARY KEY,
    owner      text NOT NULL,                   -- actor.id
    algorithm  text NOT NULL CHECK (algorithm IN ('rsa', 'ed25519')),
    public     text NOT NULL,                   -- PEM for rsa, multibase for ed25519
    private    bytea,                           -- sealed PKCS#8 PEM; NULL for those elsewhere
    created    timestamptz NOT NULL DEFAULT now(),
    fetched    timestamptz
);
CREATE INDEX key_owner ON key (owner);

-- What makes a Group a board: here, or elsewhere and followed.
CREATE TABLE board (
    actor_pk     bigint PRIMARY KEY REFERENCES actor (pk),
    posting      text NOT NULL DEFAULT 'anyone' CHECK (posting IN ('anyone', 'followers', 'moderators')),
    starter_type text NOT NULL DEFAULT 'Note' CHECK (starter_type IN ('Note', 'Page', 'Article')),
    language     text,
    place        integer NOT NULL DEFAULT 0,    -- order on the front page
    threads      integer NOT NULL DEFAULT 0,    -- that are not removed
    posts        integer NOT NULL DEFAULT 0,    -- shown posts in those
    removed      boolean NOT NULL DEFAULT false,
    questions    boolean NOT NULL DEFAULT false, -- replies may be accepted as answers
    accent       text,                          -- as the forum's own
    accent_dark  text,
    logo         text,                          -- logo.name
    slow         integer NOT NULL DEFAULT 0     -- seconds that an author waits between two posts
);

-- Small pictures of the forum and its boards, by their names: a hash and a kind.
CREATE TABLE logo (
    name       text PRIMARY KEY,
    media_type text NOT NULL CHECK (media_type IN ('image/svg+xml', 'image/png')),
    width      integer NOT NULL,
    height     integer NOT NULL,
    content    bytea NOT NULL
);

-- Pages that the forum writes itself, or a board (its rules); in each language at most one.
CREATE TABLE page (
    board_pk bigint REFERENCES board (actor_pk),    -- NULL: the forum's own
    name     text NOT NULL,                     -- terms, privacy, rules, contact, about …
    language text NOT NULL,
    source   text NOT NULL,                     -- Markdown
    html     text NOT NULL,                     -- safe HTML
    updated  timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (board_pk, name, language)
);

-- A conversation. Its short id is that of its opening post and of its computed actor.
CREATE TABLE thread (
    pk           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    short        text NOT NULL UNIQUE CHECK (length(short) = 13),
    id           text NOT NULL UNIQUE,          -- /ap/threads/{short}
    board_pk     bigint NOT NULL REFERENCES board (actor_pk),
    key_board_pk bigint NOT NULL REFERENCES board (actor_pk),   -- whose keys it publishes, for ever
    root         text NOT NULL UNIQUE,          -- post.id of the opening post
    author       text NOT NULL,                 -- actor.id
    title        text NOT NULL,
    slug         text NOT NULL DEFAULT '',
    context      text,
    locked       boolean NOT NULL DEFAULT false,
    lock_reason  text NOT NULL DEFAULT '',
    removed      boolean NOT NULL DEFAULT false,
    next_seq     integer NOT NULL DEFAULT 1,    -- decision 16
    replies      integer NOT NULL DEFAULT 0,    -- shown replies
    views        bigint NOT NULL DEFAULT 0,
    version      bigint NOT NULL DEFAULT 1,     -- grows with every change that a page would show
    created      timestamptz NOT NULL,
    last_post_at timestamptz NOT NULL,
    last_author  text,
    locked_by    text,                          -- actor.id
    locked_at    timestamptz,                   -- since when, as far as it was told here
    slow         integer NOT NULL DEFAULT 0,    -- as board.slow
    into_id      text,                          -- thread.id of the one that it was merged into
    retitled     boolean NOT NULL DEFAULT false -- a moderator called it so, whatever its author says
);
CREATE INDEX thread_board ON thread (board_pk, last_post_at DESC, pk DESC) WHERE NOT removed;
CREATE INDEX thread_recent ON thread (last_post_at DESC, pk DESC) WHERE NOT removed;
CREATE INDEX thread_context ON thread (context) WHERE context IS NOT NULL;
CREATE INDEX thread_author ON thread (author);
CREATE INDEX thread_into ON thread (into_id) WHERE into_id IS NOT NULL;
CREATE INDEX thread_unanswered ON thread (board_pk, created DESC, pk DESC)
    WHERE NOT removed AND NOT locked AND replies = 0;
CREATE INDEX thread_unanswered_anywhere ON thread (created DESC, pk DESC)
    WHERE NOT removed AND NOT locked AND replies = 0;
CREATE INDEX thread_closed ON thread (board_pk, last_post_at DESC, pk DESC)
    WHERE NOT removed AND locked;
CREATE INDEX thread_opened ON thread (board_pk, created DESC, pk DESC) WHERE NOT removed;

-- When new posts wait for a moderator: what is set for the forum, or for one of its boards instead.
CREATE TABLE rule (
    board_pk bigint REFERENCES board (actor_pk),    -- NULL: everywhere
    name     text NOT NULL,                     -- forum.holding.DEFAULTS
    value    text NOT NULL,                     -- off, on, a number, or words by line
    UNIQUE NULLS NOT DISTINCT (board_pk, name)
);

-- Any message, from here or elsewhere. On the shelf (thread_pk IS NULL) it is shown nowhere.
CREATE TABLE post (
    pk          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id          text NOT NULL UNIQUE,
    short       text NOT NULL UNIQUE CHECK (length(short) = 13),
    host        text NOT NULL,                  -- of its id
    local       boolean NOT NULL,
    thread_pk   bigint REFERENCES thread (pk),
    seq         integer,                        -- place of arrival in the thread, for ever
    parent      text,                           -- post.id it replies to, known or not
    author      text NOT NULL,                  -- actor.id
    board       text,                           -- actor.id of the board it was addressed to
    type        text NOT NULL DEFAULT 'Note',
    state       text NOT NULL DEFAULT 'shown'
                CHECK (state IN (
                    'shown', 'shelved', 'pending', 'refused', 'late', 'held', 'withdrawn', 'removed',
                    'deleted', 'shut'
                )),
    public      boolean NOT NULL DEFAULT true,
    name        text,
    summary     text,
    content     text NOT NULL,                  -- safe HTML, without the title's heading
    source      text,
    source_type text,
    sensitive   boolean NOT NULL DEFAULT false,
    language    text,
    context     text,
    quote       text,
    url         text,
    hashtags    text[] NOT NULL DEFAULT '{}',   -- lower case, without #
    mentions    text[] NOT NULL DEFAULT '{}',   -- actor ids
    attachments jsonb NOT NULL DEFAULT '[]',
    options     jsonb NOT NULL DEFAULT '[]',    -- of a poll: [[name, votes], …]
    many        boolean NOT NULL DEFAULT false,
    closes      timestamptz,
    published   timestamptz NOT NULL,
    updated     timestamptz,
    arrived     timestamptz NOT NULL DEFAULT now(),
    create_id   text,                           -- id of the Create that it came by
    document    bytea,                          -- the object as it came, or as we sent it
    replies     integer NOT NULL DEFAULT 0,     -- shown direct replies
    likes       integer NOT NULL DEFAULT 0,
    dislikes    integer NOT NULL DEFAULT 0,
    shares      integer NOT NULL DEFAULT 0,
    reason      text NOT NULL DEFAULT '',       -- why it was refused, or could not be confirmed
    locked      boolean NOT NULL DEFAULT false, -- it takes no answers
    swept       text NOT NULL DEFAULT '',       -- what it was removed for together with others
    searchable  boolean,                        -- by everybody; NULL: as its author has it
    note        boolean NOT NULL DEFAULT false, -- a moderator speaks in it as one
    likeness    bigint,                         -- what posts with the same words share; NULL: too few
    UNIQUE (thread_pk, seq),
    CHECK (CASE WHEN thread_pk IS NULL THEN seq IS NULL ELSE seq IS NOT NULL OR state = 'late' END)
);
CREATE INDEX post_parent ON post (parent) WHERE parent IS NOT NULL;
CREATE INDEX post_author ON post (author, published DESC);
CREATE INDEX post_lately ON post (author, arrived DESC);
CREATE INDEX post_create ON post (create_id) WHERE create_id IS NOT NULL;
CREATE INDEX post_thread ON post (thread_pk, published, id);
CREATE INDEX post_shelf ON post (host, arrived) WHERE state = 'shelved';
CREATE INDEX post_late ON post (thread_pk, arrived) WHERE state = 'late';
CREATE INDEX post_arrived ON post USING brin (arrived);
CREATE INDEX post_held ON post (arrived) WHERE state = 'held';
CREATE INDEX post_likeness ON post (likeness, arrived) WHERE likeness IS NOT NULL;
CREATE INDEX post_pending ON post (published) WHERE state = 'pending';
CREATE INDEX post_hashtags ON post USING gin (hashtags) WHERE state = 'shown';
CREATE INDEX post_recent ON post (published DESC, pk DESC) WHERE state = 'shown';
CREATE INDEX post_taken ON post (published DESC, pk DESC)
    WHERE state IN ('removed', 'deleted', 'withdrawn') AND thread_pk IS NOT NULL;
CREATE INDEX post_shut ON post (author) WHERE state = 'shut';
CREATE INDEX post_url ON post (url) WHERE url IS NOT NULL;
CREATE INDEX post_swept ON post (swept) WHERE swept <> '';
CREATE INDEX post_quote ON post (quote) WHERE quote IS NOT NULL;

-- What posts said before they were edited; kept only while they are shown.
CREATE TABLE revision (
    pk       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    post_pk  bigint NOT NULL REFERENCES post (pk) ON DELETE CASCADE,
    said     timestamptz NOT NULL,              -- since when it stood there
    replaced timestamptz NOT NULL,
    name     text,
    summary  text,
    content  text NOT NULL,
    source   text
);
CREATE INDEX revision_post ON revision (post_pk, pk);

-- Posts and threads as pages show them: with whoever wrote them and where they stand.
CREATE VIEW post_view AS
SELECT
    post.pk, post.id, post.short, post.seq, post.local, post.host, post.type, post.state,
    post.public, post.name, post.summary, post.content, post.source, post.sensitive,
    post.language, post.url, post.hashtags, post.attachments, post.options, post.many,
    post.closes, post.published, post.updated, post.arrived, post.replies, post.likes,
    post.dislikes, post.shares, post.parent, post.thread_pk,
    thread.id AS thread_id, thread.short AS thread_short, thread.slug AS thread_slug,
    thread.title AS thread_title, thread.removed AS thread_removed, thread.board_pk,
    thread.root AS thread_root,
    board.id AS board_id, board.preferred_username AS board_name, board.host AS board_host,
    board.name AS board_title, board.local AS board_local,
    post.author AS author_id, author.preferred_username AS author_name,
    author.host AS author_host, author.name AS author_display, author.local AS author_local,
    author.url AS author_url, coalesce(post.searchable, author.indexable) AS author_indexable,
    author.gone IS NOT NULL AS author_gone,
    above.short AS parent_short, above.seq AS parent_seq, above.thread_pk AS parent_thread_pk,
    above_author.preferred_username AS parent_author_name, above_author.name AS parent_author_display,
    post.reason, post.note,
    EXISTS (
        SELECT FROM actor AS quiet WHERE quiet.id = post.author AND quiet.hushed <> ''
    ) AS author_hushed
FROM post
LEFT JOIN thread ON thread.pk = post.thread_pk
LEFT JOIN actor AS board ON board.pk = thread.board_pk
LEFT JOIN actor AS author ON author.id = post.author
LEFT JOIN post AS above ON above.id = post.parent
LEFT JOIN actor AS above_author ON above_author.id = above.author;

-- Posts that wait for a moderator, with the thread that they stand in or would.
CREATE VIEW held_view AS
SELECT
    post.pk, post.id, post.short, post.state, post.reason, post.parent, post.thread_pk,
    thread.id AS thread, thread.title AS thread_title, post.name, post.content, post.published,
    post.arrived, board.id AS board_id, board.preferred_username AS board_name,
    board.host AS board_host, board.name AS board_title, board.local AS board_local,
    post.author AS author_id, author.preferred_username AS author_name,
    author.host AS author_host, author.name AS author_display, author.local AS author_local,
    author.url AS author_url, author.indexable AS author_indexable,
    author.gone IS NOT NULL AS author_gone
FROM post
JOIN actor AS board ON board.id = post.board
LEFT JOIN actor AS author ON author.id = post.author
LEFT JOIN post AS above ON above.id = post.parent
LEFT JOIN thread ON thread.pk = coalesce(post.thread_pk, above.thread_pk);

CREATE VIEW thread_view AS
SELECT
    thread.pk, thread.id, thread.short, thread.slug, thread.title, thread.root, thread.context,
    thread.locked, thread.lock_reason, thread.removed, thread.replies, thread.views,
    thread.version, thread.created, thread.last_post_at, thread.next_seq, thread.board_pk,
    board.id AS board_id, board.preferred_username AS board_name, board.host AS board_host,
    board.name AS board_title, board.local AS board_local,
    thread.author AS author_id, author.preferred_username AS author_name,
    author.host AS author_host, author.name AS author_display, author.local AS author_local,
    author.url AS author_url, author.indexable AS author_indexable,
    author.gone IS NOT NULL AS author_gone,
    thread.last_author AS last_id, latest.preferred_username AS last_name,
    latest.host AS last_host, latest.name AS last_display, latest.local AS last_local,
    latest.url AS last_url, latest.indexable AS last_indexable, latest.gone IS NOT NULL AS last_gone,
    EXISTS (
        SELECT FROM actor AS quiet WHERE quiet.id = thread.author AND quiet.hushed <> ''
    ) AS author_hushed
FROM thread
JOIN actor AS board ON board.pk = thread.board_pk
LEFT JOIN actor AS author ON author.id = thread.author
LEFT JOIN actor AS latest ON latest.id = thread.last_author;

-- What may be looked for: the words of posts that are shown, whose author has not said no and whose
-- server is neither blocked nor limited. Written and taken away in the transactions that change posts; what is
-- not here is not found. Beside words stand labels, which no text can hold: a: and b: with the row
-- keys of author and board, # with a hashtag.
CREATE TABLE search (
    post_pk   bigint PRIMARY KEY REFERENCES post (pk) ON DELETE CASCADE,
    published timestamptz NOT NULL,
    title     tsvector,                         -- of an opening post
    words     tsvector NOT NULL                 -- A the title, B warning and hashtags, C the text
);
CREATE INDEX search_words ON search USING gin (words);
CREATE INDEX search_title ON search USING gin (title) WHERE title IS NOT NULL;
CREATE INDEX search_published ON search (published DESC, post_pk DESC);

-- Words as they stand, and Dutch and English ones without their endings; accents never count.
CREATE TEXT SEARCH CONFIGURATION fediforum (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION fediforum
    ALTER MAPPING FOR asciiword, word, numword WITH unaccent, simple;
CREATE TEXT SEARCH CONFIGURATION fediforum_nl (COPY = pg_catalog.dutch);
ALTER TEXT SEARCH CONFIGURATION fediforum_nl
    ALTER MAPPING FOR asciiword, word WITH unaccent, dutch_stem;
CREATE TEXT SEARCH CONFIGURATION fediforum_en (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION fediforum_en
    ALTER MAPPING FOR asciiword, word WITH unaccent, english_stem;

-- The words of a text in that language; of one in an unknown language, in both that we know.
CREATE FUNCTION search_words(language text, said text) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_tsvector('fediforum', said)
    || CASE WHEN coalesce(language, 'nl') LIKE 'nl%' THEN to_tsvector('fediforum_nl', said) ELSE '' END
    || CASE WHEN coalesce(language, 'en') LIKE 'en%' THEN to_tsvector('fediforum_en', said) ELSE '' END;

-- What matches a word, or words in this order; NULL where there are none. The Dutch stemmer keeps
-- huis and huizen apart, brief and brieven: their last letter is taken both ways. It also gives
-- fiets another stem than fietsen; that the word as it stands is looked for too makes up for it.
CREATE FUNCTION search_query(said text) RETURNS tsquery
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    SELECT string_agg(DISTINCT '(' || spelled::text || ')', ' | ')::tsquery
    FROM phraseto_tsquery('fediforum_nl', said) AS dutch,
        unnest(ARRAY[
            dutch,
            phraseto_tsquery('fediforum', said),
            phraseto_tsquery('fediforum_en', said),
            regexp_replace(regexp_replace(dutch::text, 's''', 'z''', 'g'), 'f''', 'v''', 'g')::tsquery,
            regexp_replace(regexp_replace(dutch::text, 'z''', 's''', 'g'), 'v''', 'f''', 'g')::tsquery
        ]) AS spelled
    WHERE numnode(spelled) > 0
);

-- Names and titles without capitals and accents, to find them by a part or with a slip in it.
CREATE FUNCTION folded(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
AS 'SELECT lower(unaccent($1))';
CREATE INDEX actor_names ON actor
    USING gin (folded(name || ' ' || preferred_username) gin_trgm_ops);
CREATE INDEX thread_titles ON thread USING gin (folded(title) gin_trgm_ops) WHERE NOT removed;

-- How two ids stand to each other; see forum.model.Tie for the kinds.
CREATE TABLE relation (
    kind     text NOT NULL
             CHECK (kind IN (
                 'follow', 'vote', 'share', 'role', 'ban', 'pin', 'block', 'stamp', 'choice', 'question',
                 'answer', 'replying', 'liking', 'sharing', 'featuring', 'trust'
             )),
    a        text NOT NULL,
    b        text NOT NULL,
    value    text NOT NULL DEFAULT '',
    activity text,
    until    timestamptz,
    created  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, a, b)
);
CREATE INDEX relation_b ON relation (b, kind);
CREATE INDEX relation_activity ON relation (activity) WHERE activity IS NOT NULL;
CREATE INDEX relation_reaction ON relation (b, value)
    WHERE kind = 'vote' AND value NOT IN ('up', 'down');

-- Ids that were deleted, also before we ever saw them alive. They are never used again.
CREATE TABLE grave (
    id          text PRIMARY KEY,
    by          text NOT NULL,
    at          timestamptz NOT NULL,
    former_type text
);

-- Posts that other servers say stand in a thread. Those that are not here are missing, and `why` says
-- how far we came with them; `gone` and `nothing` are known not to exist.
CREATE TABLE heard (
    thread_pk bigint NOT NULL REFERENCES thread (pk),
    id        text NOT NULL,
    said_by   text NOT NULL CHECK (said_by IN ('context', 'replies', 'parent', 'announce')),
    first     timestamptz NOT NULL,             -- when we first heard of it
    tried     timestamptz,
    tries     integer NOT NULL DEFAULT 0,
    why       text NOT NULL DEFAULT 'untried'
              CHECK (why IN ('untried', 'here', 'gone', 'nothing', 'refused', 'unreachable',
                             'private', 'rule', 'orphan', 'budget')),
    reason    text NOT NULL DEFAULT '',         -- of a rule or a failure, in its own words
    PRIMARY KEY (thread_pk, id)
);
CREATE INDEX heard_missing ON heard (thread_pk) WHERE why NOT IN ('here', 'gone', 'nothing');

-- What a list of another server said last about a thread, so that it need not say it again.
CREATE TABLE listing (
    thread_pk bigint NOT NULL REFERENCES thread (pk),
    id        text NOT NULL,
    etag      text,
    total     integer,
    onward    text,                             -- the page that comes after it
    read      timestamptz NOT NULL,
    PRIMARY KEY (thread_pk, id)
);

-- Who walks a thread elsewhere now, and when the last walk had nothing left to look at.
CREATE TABLE crawl (
    thread_pk   bigint PRIMARY KEY REFERENCES thread (pk),
    lease_until timestamptz,
    token       uuid,
    finished    timestamptz
);

-- What the nightly look at other servers found: a line a server and day.
CREATE TABLE drift (
    day     date NOT NULL,
    host    text NOT NULL,
    threads integer NOT NULL,                   -- that were looked at
    known   integer NOT NULL,                   -- posts in those that are known to exist
    missing integer NOT NULL,                   -- and are not here
    PRIMARY KEY (day, host)
);

-- Pictures of posts, by the address that the posts give them: ours, and those of other servers, which
-- are made anew before anybody is shown them. `dropped` made room for others and may come again.
CREATE TABLE picture (
    url   text PRIMARY KEY,
    host  text NOT NULL,
    local boolean NOT NULL DEFAULT false,
    small boolean NOT NULL DEFAULT false,       -- an emoji
    state text NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'here', 'dropped', 'failed')),
    tries integer NOT NULL DEFAULT 0,
    tried timestamptz,
    used  timestamptz NOT NULL DEFAULT now(),   -- last shown, to the day; of one that is wanted, since when
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX picture_used ON picture (state, local, used);
CREATE INDEX picture_tried ON picture (host, tried) WHERE tried IS NOT NULL;

-- The sizes in which a picture is kept, each a file that has its content's hash as its name.
CREATE TABLE picture_file (
    url    text NOT NULL REFERENCES picture (url) ON DELETE CASCADE,
    name   text NOT NULL,
    width  integer NOT NULL,
    height integer NOT NULL,
    bytes  integer NOT NULL,
    PRIMARY KEY (url, name)
);
CREATE INDEX picture_file_name ON picture_file (name);

-- Which posts show which pictures.
CREATE TABLE depiction (
    post_pk bigint NOT NULL REFERENCES post (pk) ON DELETE CASCADE,
    url     text NOT NULL REFERENCES picture (url) ON DELETE CASCADE,
    PRIMARY KEY (post_pk, url)
);
CREATE INDEX depiction_url ON depiction (url);

-- What was reported to the moderators.
CREATE TABLE report (
    id      text PRIMARY KEY,
    by      text NOT NULL,
    about   text[] NOT NULL,
    board   text,
    reason  text NOT NULL DEFAULT '',
    at      timestamptz NOT NULL,
    settled timestamptz,
    outcome text,
    reference text UNIQUE,                      -- of a reader without an account: who has it may look
    kind    text NOT NULL DEFAULT '',           -- what such a reader says is the matter
    contact text NOT NULL DEFAULT '',           -- how they want to be answered; not kept for long
    page    text NOT NULL DEFAULT '',           -- the page that it is about
    forwarded timestamptz                       -- when other servers were told
);
CREATE INDEX report_open ON report (by) WHERE settled IS NULL;

-- Other servers: what they run, what they take, and how they are.
CREATE TABLE peer (
    host         text PRIMARY KEY,
    software     text,                          -- NodeInfo's name in lower case; NULL: not known
    version      text,
    asked        timestamptz,                   -- when NodeInfo was last asked for
    dialect      text NOT NULL DEFAULT 'cavage' CHECK (dialect IN ('cavage', 'rfc9421')),
    failures     integer NOT NULL DEFAULT 0,    -- in a row
    failing_since timestamptz,                  -- the first of those
    failed_days  integer NOT NULL DEFAULT 0,    -- different days on which only failures were seen
    failed_on    date,
    down_until   timestamptz,                   -- the breaker is open until then
    dead         boolean NOT NULL DEFAULT false,
    reached      timestamptz,                   -- last delivery that was taken
    heard        timestamptz,                   -- last request from it that was vouched for
    refusals     integer NOT NULL DEFAULT 0,    -- relayed bodies refused, within refused_since + 24 h
    refused_since timestamptz,
    no_relay_until timestamptz,
    implements   text[] NOT NULL DEFAULT '{}',  -- what its actors say that it can do (FEP-844e)
    paused       timestamptz                    -- since when nothing is sent there, by an admin's word
);

-- What is decided about other servers, by name; it holds for all that is under a name, unless `exact`.
-- By hand and by each list apart, so that what one takes back another may still say.
CREATE TABLE domain (
    name       text NOT NULL,                   -- as vocab.domains.read_domain writes it
    source     text NOT NULL DEFAULT '',        -- '' by hand; a file, or subscription.url
    policy     text NOT NULL CHECK (policy IN ('block', 'limit', 'hold', 'allow')),
    priority   integer NOT NULL DEFAULT 0,      -- among lists; what is set by hand comes first
    exact      boolean NOT NULL DEFAULT false,
    reason     text NOT NULL DEFAULT '',        -- may be read by everybody
    comment    text NOT NULL DEFAULT '',        -- may not
    obfuscated boolean NOT NULL DEFAULT false,  -- not to be named in public
    until      timestamptz,
    since      timestamptz NOT NULL,
    by         text NOT NULL,                   -- actor.id
    PRIMARY KEY (name, source)
);
CREATE INDEX domain_source ON domain (source, name);
CREATE INDEX domain_until ON domain (until) WHERE until IS NOT NULL;

-- Lists of decisions about servers that others keep, read anew each day.
CREATE TABLE subscription (
    url      text PRIMARY KEY,
    policy   text NOT NULL CHECK (policy IN ('block', 'limit', 'hold', 'allow')),
    priority integer NOT NULL,
    format   text NOT NULL CHECK (format IN ('mastodon', 'gts', 'lines')),
    keep     boolean NOT NULL,                  -- what it takes back stays, as if set by hand
    adopt    boolean NOT NULL,                  -- it takes over what was set by hand
    by       text NOT NULL,                     -- actor.id
    etag     text,
    tried    timestamptz,
    read     timestamptz,                       -- when it was last read whole
    problem  text NOT NULL DEFAULT '',          -- why it could not be read
    skipped  integer NOT NULL DEFAULT 0         -- lines that say nothing that can be kept
);

-- What arrived and was answered 202: raw bytes and who vouched for them. Acted on from here.
CREATE TABLE intake (
    id          bigint GENERATED ALWAYS AS IDENTITY,
    received    timestamptz NOT NULL DEFAULT now(),
    host        text NOT NULL,                  -- of the signer
    signer      text NOT NULL,
    key_id      text NOT NULL,
    activity    text NOT NULL,                  -- its id, or '' where it has none
    lane        text NOT NULL,                  -- host + subject: order is kept within it
    body        bytea NOT NULL,
    attempts    integer NOT NULL DEFAULT 0,
    due         timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz,
    token       uuid,                           -- of the lease: whoever wakes up late writes nothing
    settled     timestamptz,
    verdict     text,                           -- accepted, ignored, refused, failed
    reason      text,
    proven      boolean NOT NULL DEFAULT false, -- by a proof in the body, not by who POSTed it
    dialect     text NOT NULL DEFAULT '',       -- of the signature: cavage or rfc9421; '' where proven
    PRIMARY KEY (received, id)
) PARTITION BY RANGE (received);
CREATE TABLE intake_default PARTITION OF intake DEFAULT;
CREATE INDEX intake_open ON intake (due, id) WHERE settled IS NULL;
CREATE INDEX intake_lane ON intake (lane, id) WHERE settled IS NULL;

-- What was turned away at the inbox, for `federation explain`: no bodies, a few rows a host and day,
-- 14 days. Nothing here is proved: whoever knocked may have lied about who they are.
CREATE TABLE rebuff (
    pk       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    host     text NOT NULL,                     -- of the key that the request claimed; '' where it claimed none
    key_id   text NOT NULL DEFAULT '',
    activity text NOT NULL DEFAULT '',
    actor    text NOT NULL DEFAULT '',
    object   text NOT NULL DEFAULT '',
    status   integer NOT NULL,                  -- what it was answered
    kind     text NOT NULL,                     -- the name of the error
    reason   text NOT NULL
);
CREATE INDEX rebuff_activity ON rebuff (activity) WHERE activity <> '';
CREATE INDEX rebuff_object ON rebuff (object) WHERE object <> '';
CREATE INDEX rebuff_host ON rebuff (host, at);
CREATE INDEX rebuff_at ON rebuff (at);

-- How much of a host was turned away on a day, also of what no row was kept.
CREATE TABLE rebuffed (
    day   date NOT NULL,
    host  text NOT NULL,
    times bigint NOT NULL,
    PRIMARY KEY (day, host)
);

-- First 16 bytes of SHA-256 of signer and activity id: what was acted on before.
CREATE TABLE seen (
    hash bytea NOT NULL,
    at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (hash, at)
) PARTITION BY RANGE (at);
CREATE TABLE seen_default PARTITION OF seen DEFAULT;

-- A body that is sent, once for all who get it.
CREATE TABLE emission (
    id       bigint GENERATED ALWAYS AS IDENTITY,
    created  timestamptz NOT NULL DEFAULT now(),
    activity text NOT NULL,
    signer   text NOT NULL,                     -- who signs the HTTP requests
    subject  text NOT NULL,                     -- lane within a host
    relay    boolean NOT NULL DEFAULT false,    -- somebody else's activity, LD-signed
    vote     boolean NOT NULL DEFAULT false,    -- a second delivery would take it back at PieFed
    body     bytea NOT NULL,
    expires  timestamptz,                       -- of its LD signature
    -- what it is sent because of
    operation text DEFAULT nullif(current_setting('fediforum.operation', true), ''),
    PRIMARY KEY (created, id)
) PARTITION BY RANGE (created);
CREATE TABLE emission_default PARTITION OF emission DEFAULT;
CREATE INDEX emission_activity ON emission (activity);
CREATE INDEX emission_subject ON emission (subject, created);
CREATE INDEX emission_operation ON emission (operation) WHERE operation IS NOT NULL;

-- One POST that is owed to one inbox.
CREATE TABLE delivery (
    id               bigint GENERATED ALWAYS AS IDENTITY,
    created          timestamptz NOT NULL DEFAULT now(),
    emission         bigint NOT NULL,
    emission_created timestamptz NOT NULL,
    host             text NOT NULL,
    inbox            text NOT NULL,
    lane             text NOT NULL,             -- host + subject: parents go before children
    attempts         integer NOT NULL DEFAULT 0,
    first_try        timestamptz,
    due              timestamptz NOT NULL DEFAULT now(),
    lease_until      timestamptz,
    token            uuid,
    settled          timestamptz,
    outcome          text,                      -- delivered, rejected, abandoned, gone, unknown, dropped
    response         text,                      -- status or failure, for the admin
    PRIMARY KEY (created, id)
) PARTITION BY RANGE (created);
CREATE TABLE delivery_default PARTITION OF delivery DEFAULT;
CREATE INDEX delivery_open ON delivery (host, due, id) WHERE settled IS NULL;
CREATE INDEX delivery_lane ON delivery (lane, id) WHERE settled IS NULL;

-- Votes that a board has yet to pass on to servers that take many in one Announce (FEP-4248).
CREATE TABLE ballot (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    board    text NOT NULL,
    voter    text NOT NULL,
    post     text NOT NULL,
    body     bytea NOT NULL,                    -- the board's Announce of this one vote
    created  timestamptz NOT NULL,
    UNIQUE (board, voter, post)
);

-- What members hold to speak for themselves (C2S): only a hash is kept.
CREATE TABLE token (
    hash      bytea PRIMARY KEY,                -- SHA-256 of the token
    actor_pk  bigint NOT NULL REFERENCES actor (pk),
    scopes    text[] NOT NULL DEFAULT '{read,write}',
    created   timestamptz NOT NULL DEFAULT now(),
    last_used timestamptz,
    revoked   timestamptz
);

-- How moderators come to the desk on the web: links that open once, and whoever came in by one.
CREATE TABLE desk_link (
    hash     bytea PRIMARY KEY,                 -- SHA-256 of what stands in the address
    actor_pk bigint NOT NULL REFERENCES actor (pk),
    made     timestamptz NOT NULL,
    used     timestamptz
);
CREATE TABLE desk_session (
    hash     bytea PRIMARY KEY,                 -- SHA-256 of what the browser holds
    actor_pk bigint NOT NULL REFERENCES actor (pk),
    began    timestamptz NOT NULL,
    ended    timestamptz
);
CREATE INDEX desk_session_actor ON desk_session (actor_pk);

-- Acts of moderation and administration, each with a name by which it can be taken back. What another
-- act did follows from these words; which rows it changed stands in the journal.
CREATE TABLE operation (
    id      text PRIMARY KEY,                   -- op_ and 13 characters
    at      timestamptz NOT NULL,
    by      text NOT NULL,                      -- actor.id
    act     text NOT NULL,                      -- forum.journal.Act
    subject text NOT NULL,                      -- an id, a host, or the name of what was set
    board   text,                               -- actor.id of the board whose affair it is; NULL: the forum's
    reason  text NOT NULL DEFAULT '',
    undoes  text REFERENCES operation (id)      -- what it takes back
);
CREATE INDEX operation_at ON operation (at DESC, id DESC);
CREATE INDEX operation_board ON operation (board, at DESC, id DESC);
CREATE INDEX operation_subject ON operation (subject);
CREATE INDEX operation_undoes ON operation (undoes) WHERE undoes IS NOT NULL;

-- Whether an operation stands: nothing took it back that stands itself.
CREATE FUNCTION stands(operation text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM operation AS taken WHERE taken.undoes = $1 AND stands(taken.id)
    );
END
$$;

-- The activities that an operation was said in, in order: their contraries take it back.
CREATE TABLE deed (
    pk        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation text NOT NULL REFERENCES operation (id),
    activity  bytea NOT NULL                    -- as we read it
);
CREATE INDEX deed_operation ON deed (operation, pk);

-- Which rows an operation changed: of each what its columns held that it changed, before and after. A row
-- that it made was nothing before, and all of it is after; the other way round where it took one away.
CREATE TABLE journal (
    pk        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation text NOT NULL REFERENCES operation (id),
    kind      text NOT NULL,                    -- the table
    key       jsonb NOT NULL,                   -- the columns that are its key
    before    jsonb,
    after     jsonb
);
CREATE INDEX journal_operation ON journal (operation, pk);
CREATE INDEX journal_row ON journal (kind, key);

-- Write down what happens to a row while fediforum.operation names an operation. The first argument
-- is the key; the rest are columns that are counted from other rows, and counted again on undoing.
CREATE FUNCTION write_down() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counted text[] := TG_ARGV[1:];
    named text[] := string_to_array(TG_ARGV[0], ' ');
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    key jsonb;
BEGIN
    SELECT jsonb_object_agg(name, coalesce(old_row, new_row) -> name)
    INTO key
    FROM unnest(named) AS name;
    IF TG_OP = 'INSERT' THEN
        new_row := new_row - counted;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(name, was), jsonb_object_agg(name, new_row -> name)
        INTO old_row, new_row
        FROM jsonb_each(old_row) AS each (name, was)
        WHERE was <> new_row -> name AND name <> ALL (counted);
        IF old_row IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO journal (operation, kind, key, before, after)
    VALUES (current_setting('fediforum.operation'), TG_TABLE_NAME, key, old_row, new_row);
    RETURN NULL;
END
$$;

-- How a row of that key is told from others in ``there``.
CREATE FUNCTION key_condition(key jsonb) RETURNS text LANGUAGE sql IMMUTABLE
RETURN (
    SELECT string_agg(
        format(CASE WHEN held = 'null' THEN 'there.%1$I IS NULL' ELSE 'there.%1$I = asked.%1$I' END, name),
        ' AND '
    )
    FROM jsonb_each(key) AS each (name, held)
);

-- What rows of one table hold now, in the order of their keys; NULL for those that are not there.
CREATE FUNCTION rows_now(kind text, keys jsonb[]) RETURNS TABLE (now jsonb) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT to_jsonb(there)'
        ' FROM unnest($1) WITH ORDINALITY AS given (key, place)'
        ' CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I, given.key) AS asked'
        ' LEFT JOIN %1$I AS there ON %2$s'
        ' ORDER BY place',
        kind, key_condition(keys[1])
    ) USING keys;
END
$$;

-- Have rows of one table hold this, all of them the same columns.
CREATE FUNCTION put_rows(kind text, keys jsonb[], held jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    columns text;
BEGIN
    SELECT string_agg(quote_ident(name), ', ') INTO columns FROM jsonb_object_keys(held[1]) AS name;
    EXECUTE format(
        'UPDATE %1$I AS there'
        ' SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, given.held))'
        ' FROM unnest($1, $2) AS given (key, held)'
        ' CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I, given.key) AS asked'
        ' WHERE %3$s',
        kind, columns, key_condition(keys[1])
    ) USING keys, held;
END
$$;

-- Have rows of one table be there, all of them with the same columns.
CREATE FUNCTION make_rows(kind text, held jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    columns text;
BEGIN
    SELECT string_agg(quote_ident(name), ', ') INTO columns FROM jsonb_object_keys(held[1]) AS name;
    EXECUTE format(
        'INSERT INTO %1$I (%2$s) OVERRIDING SYSTEM VALUE'
        ' SELECT %2$s FROM unnest($1) AS given (held)'
        ' CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I, given.held)',
        kind, columns
    ) USING held;
END
$$;

-- Have rows of one table be gone.
CREATE FUNCTION drop_rows(kind text, keys jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'DELETE FROM %1$I AS there'
        ' USING unnest($1) AS given (key)'
        ' CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I, given.key) AS asked'
        ' WHERE %2$s',
        kind, key_condition(keys[1])
    ) USING keys;
END
$$;

CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON instance FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('sole');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON actor FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('id', 'hushed');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON board FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('actor_pk', 'threads', 'posts');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON page FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('board_pk name language');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON thread FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('id', 'replies', 'views', 'version', 'last_post_at', 'last_author');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON post FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('id', 'replies', 'likes', 'dislikes', 'shares');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON revision FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('pk');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON relation FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('kind a b');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON grave FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('id');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON depiction FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('post_pk url');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON report FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('id');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON logo FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('name');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON domain FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('name source');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON subscription FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('url', 'etag', 'tried', 'read', 'problem', 'skipped');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON rule FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('board_pk name');
