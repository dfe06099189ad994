-- Posts can be looked for. No post is read here, so nothing waits on a large table: the words of
-- posts that were there before are gathered by workers, whom `init` asks to, beside all other work.
-- The last two indexes hold up writers of actors and threads while they are made: seconds for
-- hundreds of thousands.
-- What may be looked for: the words of posts that are shown, whose author has not said no and whose
-- server is not blocked. Written and taken away in the transactions that change posts; what is
-- not here is not found. Beside words stand labels, which no text can hold: a: and b: with the row
-- keys of author and board, # with a hashtag.
CREATE TABLE search (
    post_pk   bigint PRIMARY KEY REFERENCES post (pk) ON DELETE CASCADE,
    published timestamptz NOT NULL,
    title     tsvector,                         -- of an opening post
    words     tsvector NOT NULL                 -- A the title, B warning and hashtags, C the text
);
CREATE INDEX search_words ON search USING gin (words);
CREATE INDEX search_title ON search USING gin (title) WHERE title IS NOT NULL;
CREATE INDEX search_published ON search (published DESC, post_pk DESC);

-- Words as they stand, and Dutch and English ones without their endings; accents never count.
CREATE TEXT SEARCH CONFIGURATION fediforum (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION fediforum
    ALTER MAPPING FOR asciiword, word, numword WITH unaccent, simple;
CREATE TEXT SEARCH CONFIGURATION fediforum_nl (COPY = pg_catalog.dutch);
ALTER TEXT SEARCH CONFIGURATION fediforum_nl
    ALTER MAPPING FOR asciiword, word WITH unaccent, dutch_stem;
CREATE TEXT SEARCH CONFIGURATION fediforum_en (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION fediforum_en
    ALTER MAPPING FOR asciiword, word WITH unaccent, english_stem;

-- The words of a text in that language; of one in an unknown language, in both that we know.
CREATE FUNCTION search_words(language text, said text) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_tsvector('fediforum', said)
    || CASE WHEN coalesce(language, 'nl') LIKE 'nl%' THEN to_tsvector('fediforum_nl', said) ELSE '' END
    || CASE WHEN coalesce(language, 'en') LIKE 'en%' THEN to_tsvector('fediforum_en', said) ELSE '' END;

-- What matches a word, or words in this order; NULL where there are none. The Dutch stemmer keeps
-- huis and huizen apart, brief and brieven: their last letter is taken both ways. It also gives
-- fiets another stem than fietsen; that the word as it stands is looked for too makes up for it.
CREATE FUNCTION search_query(said text) RETURNS tsquery
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    SELECT string_agg(DISTINCT '(' || spelled::text || ')', ' | ')::tsquery
    FROM phraseto_tsquery('fediforum_nl', said) AS dutch,
        unnest(ARRAY[
            dutch,
            phraseto_tsquery('fediforum', said),
            phraseto_tsquery('fediforum_en', said),
            regexp_replace(regexp_replace(dutch::text, 's''', 'z''', 'g'), 'f''', 'v''', 'g')::tsquery,
            regexp_replace(regexp_replace(dutch::text, 'z''', 's''', 'g'), 'v''', 'f''', 'g')::tsquery
        ]) AS spelled
    WHERE numnode(spelled) > 0
);

-- Names and titles without capitals and accents, to find them by a part or with a slip in it.
CREATE FUNCTION folded(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
AS 'SELECT lower(unaccent($1))';
CREATE INDEX actor_names ON actor
    USING gin (folded(name || ' ' || preferred_username) gin_trgm_ops);
CREATE INDEX thread_titles ON thread USING gin (folded(title) gin_trgm_ops) WHERE NOT removed;
