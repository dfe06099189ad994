-- What is decided about other servers has a table of its own, and pages know of it.
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

-- A worker hushes them when it begins.
INSERT INTO domain (name, policy, reason, since, by)
SELECT DISTINCT ON (split_part(host, ':', 1))
    split_part(host, ':', 1), 'block', block_reason, now(), (SELECT base FROM instance) || '/ap/members/desk'
FROM peer
WHERE blocked
ORDER BY split_part(host, ':', 1), block_reason DESC;
ALTER TABLE peer
    DROP COLUMN blocked,
    DROP COLUMN block_reason;
ALTER TABLE instance ADD COLUMN listed_only boolean NOT NULL DEFAULT false;
ALTER TABLE actor
    ADD COLUMN hushed text NOT NULL DEFAULT '' CHECK (hushed IN ('', 'limit', 'block'));
CREATE INDEX actor_hushed ON actor (hushed) WHERE hushed <> '';
ALTER TABLE post
    DROP CONSTRAINT post_state_check,
    ADD CONSTRAINT post_state_check CHECK (state IN (
        'shown', 'shelved', 'pending', 'refused', 'late', 'withdrawn', 'removed', 'deleted',
        'shut'
    ));
CREATE INDEX post_shut ON post (author) WHERE state = 'shut';
DROP TRIGGER journal ON actor;
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON actor FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('id', 'hushed');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON domain FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('name source');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON subscription FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('url', 'etag', 'tried', 'read', 'problem', 'skipped');

CREATE OR REPLACE VIEW post_view AS
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

CREATE OR REPLACE VIEW thread_view AS
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
