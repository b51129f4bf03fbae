-- The outbox is the only table a resident's action writes, the ledger beside it.
CREATE TABLE outbox (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    made_at TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'accepted', 'refused')),
    reason TEXT NOT NULL DEFAULT '',
    answered_at TEXT
) STRICT;
CREATE INDEX outbox_pending ON outbox (position) WHERE state = 'pending';

CREATE TABLE print_ledger (
    serial TEXT PRIMARY KEY,
    sheets INTEGER NOT NULL CHECK (sheets > 0),
    state TEXT NOT NULL,
    reserved_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    job_uri TEXT,
    job_id INTEGER,
    job_up_time INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX print_ledger_open ON print_ledger (serial)
    WHERE state IN ('reserved', 'sent', 'unknown');

-- Each line carries the hash of the line before it, so that none can be lost.
CREATE TABLE audit (
    position INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    event TEXT NOT NULL,
    facts TEXT NOT NULL,
    chain BLOB NOT NULL
) STRICT;
