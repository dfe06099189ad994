-- A host may be left alone until an admin says otherwise, also across restarts.
ALTER TABLE peer ADD COLUMN paused timestamptz;

-- In which dialect a request was signed: cavage or rfc9421; empty where a proof vouched.
ALTER TABLE intake ADD COLUMN dialect text NOT NULL DEFAULT '';

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
