-- What the terminal remembers of itself, for those who look after it.
CREATE TABLE status_history (
    position INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    device TEXT NOT NULL,
    state TEXT NOT NULL,
    told TEXT NOT NULL
) STRICT;
CREATE INDEX status_history_at ON status_history (at);
CREATE INDEX status_history_device ON status_history (device, position);

CREATE TABLE work (
    position INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('test', 'work')),
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL,
    person TEXT NOT NULL,
    version TEXT NOT NULL,
    facts TEXT NOT NULL
) STRICT;
CREATE INDEX work_subject ON work (kind, subject, position);

-- Sign-ins tried since the last one that succeeded.
CREATE TABLE sign_in (
    position INTEGER PRIMARY KEY,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE choice (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
