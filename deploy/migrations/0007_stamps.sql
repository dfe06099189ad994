-- Who lets whom answer, like, boost or recommend what; and reactions, counted by emoji.

ALTER TABLE relation DROP CONSTRAINT relation_kind_check;
ALTER TABLE relation ADD CONSTRAINT relation_kind_check
    CHECK (kind IN (
        'follow', 'vote', 'share', 'role', 'ban', 'pin', 'block', 'stamp', 'choice', 'question',
        'answer', 'replying', 'liking', 'sharing', 'featuring'
    ));
CREATE INDEX relation_reaction ON relation (b, value)
    WHERE kind = 'vote' AND value NOT IN ('up', 'down');
