-- Acts of moderation are operations that can be taken back; nothing was written to the old journal.
DROP TABLE journal;
ALTER TABLE instance ADD COLUMN grace interval NOT NULL DEFAULT '7 days';
ALTER TABLE emission
    ADD COLUMN operation text DEFAULT nullif(current_setting('fediforum.operation', true), '');
CREATE INDEX emission_operation ON emission (operation) WHERE operation IS NOT NULL;
CREATE TABLE operation (
    id      text PRIMARY KEY,                   -- op_ and 13 characters
    at      timestamptz NOT NULL,
    by      text NOT NULL,                      -- actor.id
    act     text NOT NULL,                      -- forum.journal.Act
    subject text NOT NULL,                      -- an id, a host, or the name of what was set
    board   text,                               -- actor.id of the board whose affair it is; NULL: the forum's
    reason  text NOT NULL DEFAULT '',
    undoes  text REFERENCES operation (id)      -- what it takes back
);
CREATE INDEX operation_at ON operation (at DESC, id DESC);
CREATE INDEX operation_board ON operation (board, at DESC, id DESC);
CREATE INDEX operation_subject ON operation (subject);
CREATE INDEX operation_undoes ON operation (undoes) WHERE undoes IS NOT NULL;

CREATE FUNCTION stands(operation text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM operation AS taken WHERE taken.undoes = $1 AND stands(taken.id)
    );
END
$$;

CREATE TABLE deed (
    pk        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation text NOT NULL REFERENCES operation (id),
    activity  bytea NOT NULL                    -- as we read it
);
CREATE INDEX deed_operation ON deed (operation, pk);

CREATE TABLE journal (
    pk        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation text NOT NULL REFERENCES operation (id),
    kind      text NOT NULL,                    -- the table
    key       jsonb NOT NULL,                   -- the columns that are its key
    before    jsonb,
    after     jsonb
);
CREATE INDEX journal_operation ON journal (operation, pk);
CREATE INDEX journal_row ON journal (kind, key);

CREATE FUNCTION write_down() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counted text[] := TG_ARGV[1:];
    named text[] := string_to_array(TG_ARGV[0], ' ');
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    key jsonb;
BEGIN
    SELECT jsonb_object_agg(name, coalesce(old_row, new_row) -> name)
    INTO key
    FROM unnest(named) AS name;
    IF TG_OP = 'INSERT' THEN
        new_row := new_row - counted;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(name, was), jsonb_object_agg(name, new_row -> name)
        INTO old_row, new_row
        FROM jsonb_each(old_row) AS each (name, was)
        WHERE was <> new_row -> name AND name <> ALL (counted);
        IF old_row IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO journal (operation, kind, key, before, after)
    VALUES (current_setting('fediforum.operation'), TG_TABLE_NAME, key, old_row, new_row);
    RETURN NULL;
END
$$;

CREATE FUNCTION key_condition(key jsonb) RETURNS text LANGUAGE sql IMMUTABLE
RETURN (
    SELECT string_agg(
        format(CASE WHEN held = 'null' THEN 'there.%1$I IS NULL' ELSE 'there.%1$I = asked.%1$I' END, name),
        ' AND '
    )
    FROM jsonb_each(key) AS each (name, held)
);

CREATE FUNCTION rows_now(kind text, keys jsonb[]) RETURNS TABLE (now jsonb) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT to_jsonb(there)'
        ' FROM unnest($1) WITH ORDINALITY AS given (key, place)'
        ' CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I, given.key) AS asked'
        ' LEFT JOIN %1$I AS there ON %2$s'
        ' ORDER BY place',
        kind, key_condition(keys[1])
    ) USING keys;
END
$$;

CREATE FUNCTION put_rows(kind text, keys jsonb[], held jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    columns text;
BEGIN
    SELECT string_agg(quote_ident(name), ', ') INTO columns FROM jsonb_object_keys(held[1]) AS name;
    EXECUTE format(
        'UPDATE %1$I AS there'
        ' SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(NULL::%1$I, given.held))'
        ' FROM unnest($1, $2) AS given (key, held)'
        ' CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I, given.key) AS asked'
        ' WHERE %3$s',
        kind, columns, key_condition(keys[1])
    ) USING keys, held;
END
$$;

CREATE FUNCTION make_rows(kind text, held jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    columns text;
BEGIN
    SELECT string_agg(quote_ident(name), ', ') INTO columns FROM jsonb_object_keys(held[1]) AS name;
    EXECUTE format(
        'INSERT INTO %1$I (%2$s) OVERRIDING SYSTEM VALUE'
        ' SELECT %2$s FROM unnest($1) AS given (held)'
        ' CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I, given.held)',
        kind, columns
    ) USING held;
END
$$;

CREATE FUNCTION drop_rows(kind text, keys jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'DELETE FROM %1$I AS there'
        ' USING unnest($1) AS given (key)'
        ' CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I, given.key) AS asked'
        ' WHERE %2$s',
        kind, key_condition(keys[1])
    ) USING keys;
END
$$;

CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON instance FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('sole');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON actor FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('id');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON board FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('actor_pk', 'threads', 'posts');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON page FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('board_pk name language');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON thread FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('id', 'replies', 'views', 'version', 'last_post_at', 'last_author');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON post FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('id', 'replies', 'likes', 'dislikes', 'shares');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON revision FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('pk');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON relation FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('kind a b');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON grave FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('id');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON depiction FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('post_pk url');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON report FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('id');
CREATE TRIGGER journal AFTER INSERT OR UPDATE OR DELETE ON logo FOR EACH ROW
    WHEN (current_setting('fediforum.operation', true) <> '')
    EXECUTE FUNCTION write_down('name');
