-- Feeds tell what was taken away, and list a board's conversations as they were begun.
CREATE INDEX post_taken ON post (published DESC, pk DESC)
    WHERE state IN ('removed', 'deleted', 'withdrawn') AND thread_pk IS NOT NULL;
CREATE INDEX thread_opened ON thread (board_pk, created DESC, pk DESC) WHERE NOT removed;
