-- What the forum says of itself, how it looks, and the pages that it writes itself.
ALTER TABLE instance
    ADD COLUMN maker text NOT NULL DEFAULT '',
    ADD COLUMN maker_url text NOT NULL DEFAULT '',
    ADD COLUMN contact text NOT NULL DEFAULT '',
    ADD COLUMN contact_mail text NOT NULL DEFAULT '',
    ADD COLUMN accent text,
    ADD COLUMN accent_dark text,
    ADD COLUMN logo text,
    ADD COLUMN pictures text NOT NULL DEFAULT 'proxy' CHECK (pictures IN ('proxy', 'link')),
    ADD COLUMN blocks_shown boolean NOT NULL DEFAULT true,
    ADD COLUMN training boolean NOT NULL DEFAULT true;
ALTER TABLE board
    ADD COLUMN accent text,
    ADD COLUMN accent_dark text,
    ADD COLUMN logo text;

-- Small pictures of the forum and its boards, by their names: a hash and a kind.
CREATE TABLE logo (
    name       text PRIMARY KEY,
    media_type text NOT NULL CHECK (media_type IN ('image/svg+xml', 'image/png')),
    width      integer NOT NULL,
    height     integer NOT NULL,
    content    bytea NOT NULL
);

-- Pages that the forum writes itself, or a board (its rules); in each language at most one.
CREATE TABLE page (
    board_pk bigint REFERENCES board (actor_pk),    -- NULL: the forum's own
    name     text NOT NULL,                     -- terms, privacy, rules, contact, about …
    language text NOT NULL,
    source   text NOT NULL,                     -- Markdown
    html     text NOT NULL,                     -- safe HTML
    updated  timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (board_pk, name, language)
);
