-- Posts of ours that wait for a board elsewhere are looked up again, should their errand be lost.
CREATE INDEX post_pending ON post (published) WHERE state = 'pending';
