-- What came with a proof of its own, and what other servers say that they can do.
ALTER TABLE intake ADD COLUMN proven boolean NOT NULL DEFAULT false;
ALTER TABLE peer ADD COLUMN implements text[] NOT NULL DEFAULT '{}';
