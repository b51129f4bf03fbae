-- Certificates prepared for residents of the community, readable only with their
-- cards. The key is made here and never leaves; `cursor` is the last id fetched.
CREATE TABLE envelope (
    id TEXT PRIMARY KEY,
    tag BLOB NOT NULL,
    prepared_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX envelope_tag ON envelope (tag, id);
CREATE INDEX envelope_expires ON envelope (expires_at);

CREATE TABLE envelope_box (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    key BLOB NOT NULL,
    is_registered INTEGER NOT NULL DEFAULT 0,
    cursor TEXT NOT NULL DEFAULT '',
    fetched_at TEXT
) STRICT;
