-- The last posts of an author are those that came here last, whatever dates they bear.
-- Writers of posts wait while it is made.
CREATE INDEX post_lately ON post (author, arrived DESC);
