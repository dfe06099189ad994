-- What is known to exist of each thread, and what is missing: who said so, how far we came, who looks.

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
