-- A moderator may speak as one in a reply, which then stands apart.
ALTER TABLE post ADD COLUMN note boolean NOT NULL DEFAULT false;
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
    post.reason, post.note
FROM post
LEFT JOIN thread ON thread.pk = post.thread_pk
LEFT JOIN actor AS board ON board.pk = thread.board_pk
LEFT JOIN actor AS author ON author.id = post.author
LEFT JOIN post AS above ON above.id = post.parent
LEFT JOIN actor AS above_author ON above_author.id = above.author;
