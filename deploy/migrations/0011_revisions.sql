-- What posts said before they were edited, reports by readers without an account, and whatever was
-- sent for one thread.
CREATE TABLE revision (
    pk       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    post_pk  bigint NOT NULL REFERENCES post (pk) ON DELETE CASCADE,
    said     timestamptz NOT NULL,
    replaced timestamptz NOT NULL,
    name     text,
    summary  text,
    content  text NOT NULL,
    source   text
);
CREATE INDEX revision_post ON revision (post_pk, pk);

ALTER TABLE report ADD COLUMN reference text UNIQUE;
ALTER TABLE report ADD COLUMN kind text NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN contact text NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN page text NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN forwarded timestamptz;

CREATE INDEX emission_subject ON emission (subject, created);
