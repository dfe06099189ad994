-- Posts may wait for a moderator, by rules of the forum and its boards; authors may be asked to slow down.
-- Since when those who are here already are known here, nobody wrote down: not later than today.
ALTER TABLE actor ADD COLUMN met timestamptz NOT NULL DEFAULT now();
UPDATE actor SET met = least(coalesce(fetched, published, now()), coalesce(published, now()), now());
DROP INDEX actor_host;
CREATE INDEX actor_host ON actor (host, met) WHERE NOT local;

ALTER TABLE board ADD COLUMN slow integer NOT NULL DEFAULT 0;
ALTER TABLE thread
    ADD COLUMN slow integer NOT NULL DEFAULT 0,
    ADD COLUMN into_id text,
    ADD COLUMN retitled boolean NOT NULL DEFAULT false;
CREATE INDEX thread_into ON thread (into_id) WHERE into_id IS NOT NULL;

CREATE TABLE rule (
    board_pk bigint REFERENCES board (actor_pk),    -- NULL: everywhere
    name     text NOT NULL,                     -- forum.holding.DEFAULTS
    value    text NOT NULL,                     -- off, on, a number, or words by line
    UNIQUE NULLS NOT DISTINCT (board_pk, name)
);
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON rule FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('board_pk name');

ALTER TABLE post
    ADD COLUMN likeness bigint,
    DROP CONSTRAINT post_state_check,
    ADD CONSTRAINT post_state_check CHECK (state IN (
        'shown', 'shelved', 'pending', 'refused', 'late', 'held', 'withdrawn', 'removed', 'deleted',
        'shut'
    ));
CREATE INDEX post_arrived ON post USING brin (arrived);
CREATE INDEX post_held ON post (arrived) WHERE state = 'held';
CREATE INDEX post_likeness ON post (likeness, arrived) WHERE likeness IS NOT NULL;

ALTER TABLE relation
    DROP CONSTRAINT relation_kind_check,
    ADD CONSTRAINT relation_kind_check CHECK (kind IN (
        'follow', 'vote', 'share', 'role', 'ban', 'pin', 'block', 'stamp', 'choice', 'question',
        'answer', 'replying', 'liking', 'sharing', 'featuring', 'trust'
    ));

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
