-- Lists of conversations that wait for a first reply, and of those that are closed.
CREATE INDEX thread_unanswered ON thread (board_pk, created DESC, pk DESC)
    WHERE NOT removed AND NOT locked AND replies = 0;
CREATE INDEX thread_unanswered_anywhere ON thread (created DESC, pk DESC)
    WHERE NOT removed AND NOT locked AND replies = 0;
CREATE INDEX thread_closed ON thread (board_pk, last_post_at DESC, pk DESC)
    WHERE NOT removed AND locked;
