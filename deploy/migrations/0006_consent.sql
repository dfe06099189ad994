-- Questions to authors, withdrawn and late posts, accepted answers, and votes that travel together.

ALTER TABLE board ADD COLUMN questions boolean NOT NULL DEFAULT false;

ALTER TABLE post DROP CONSTRAINT post_state_check;
ALTER TABLE post ADD CONSTRAINT post_state_check
    CHECK (state IN (
        'shown', 'shelved', 'pending', 'refused', 'late', 'withdrawn', 'removed', 'deleted'
    ));
ALTER TABLE post DROP CONSTRAINT post_check;
ALTER TABLE post ADD CONSTRAINT post_check
    CHECK (CASE WHEN thread_pk IS NULL THEN seq IS NULL ELSE seq IS NOT NULL OR state = 'late' END);
CREATE INDEX post_late ON post (thread_pk, arrived) WHERE state = 'late';

ALTER TABLE relation DROP CONSTRAINT relation_kind_check;
ALTER TABLE relation ADD CONSTRAINT relation_kind_check
    CHECK (kind IN (
        'follow', 'vote', 'share', 'role', 'ban', 'pin', 'block', 'stamp', 'choice', 'question',
        'answer'
    ));

CREATE TABLE ballot (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    board    text NOT NULL,
    voter    text NOT NULL,
    post     text NOT NULL,
    body     bytea NOT NULL,
    created  timestamptz NOT NULL,
    UNIQUE (board, voter, post)
);
