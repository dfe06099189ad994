-- A closed thread says since when it is closed.
ALTER TABLE thread ADD COLUMN locked_at timestamptz;

-- Where else a thread is talked about: by the posts that quote its own.
CREATE INDEX post_quote ON post (quote) WHERE quote IS NOT NULL;
