-- The day since 1970 on which a key was last used, by the UTC clock: apart from its record, which that does not change.
CREATE TABLE key_use (key TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;
