-- Pictures of posts, by the address that the posts give them: ours, and those of other servers, which
-- are made anew before anybody is shown them. `dropped` made room for others and may come again.
CREATE TABLE picture (
    url   text PRIMARY KEY,
    host  text NOT NULL,
    local boolean NOT NULL DEFAULT false,
    small boolean NOT NULL DEFAULT false,       -- an emoji
    state text NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'here', 'dropped', 'failed')),
    tries integer NOT NULL DEFAULT 0,
    tried timestamptz,
    used  timestamptz NOT NULL DEFAULT now(),   -- last shown, to the day; of one that is wanted, since when
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX picture_used ON picture (state, local, used);
CREATE INDEX picture_tried ON picture (host, tried) WHERE tried IS NOT NULL;

-- The sizes in which a picture is kept, each a file that has its content's hash as its name.
CREATE TABLE picture_file (
    url    text NOT NULL REFERENCES picture (url) ON DELETE CASCADE,
    name   text NOT NULL,
    width  integer NOT NULL,
    height integer NOT NULL,
    bytes  integer NOT NULL,
    PRIMARY KEY (url, name)
);
CREATE INDEX picture_file_name ON picture_file (name);

-- Which posts show which pictures.
CREATE TABLE depiction (
    post_pk bigint NOT NULL REFERENCES post (pk) ON DELETE CASCADE,
    url     text NOT NULL REFERENCES picture (url) ON DELETE CASCADE,
    PRIMARY KEY (post_pk, url)
);
CREATE INDEX depiction_url ON depiction (url);
