-- Moderators come to a desk on the web by links that open once.
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
