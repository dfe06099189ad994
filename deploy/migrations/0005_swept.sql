-- Posts that were removed together come back together; a post, not only a thread, may be locked.

ALTER TABLE post ADD COLUMN locked boolean NOT NULL DEFAULT false;
ALTER TABLE post ADD COLUMN swept text NOT NULL DEFAULT '';
CREATE INDEX post_swept ON post (swept) WHERE swept <> '';

ALTER TABLE thread ADD COLUMN locked_by text;

CREATE INDEX report_open ON report (by) WHERE settled IS NULL;
