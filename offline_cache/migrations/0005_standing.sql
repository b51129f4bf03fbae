-- What the terminal knows of its own standing: limits, orders, beats; no persons.
CREATE TABLE standing (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
