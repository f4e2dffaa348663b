-- Small values that users' clients keep for them. `value` is JSON.
CREATE TABLE preference (user TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (user, name))
    WITHOUT ROWID;
