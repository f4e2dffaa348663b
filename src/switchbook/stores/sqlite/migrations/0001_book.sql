-- The book in one file. The record proper is journal, document, state, line, chat, message and the directory; all else
-- is an index
-- over them. Times are milliseconds since 1970 UTC, days are whole days since 1970 UTC, session ids are 12 bytes.

CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
-- Grows by every change of the directory, from a random number on: a restored book never looks like the one before.
INSERT INTO meta VALUES ('directory', abs(random() >> 1));
-- Changes when the whole book is replaced: caches of keys end with it.
INSERT INTO meta VALUES ('generation', abs(random()));
-- The number of the latest change of any session, and that up to which it was forgotten which sessions are gone.
INSERT INTO meta VALUES ('change', 0), ('change_horizon', 0);
-- What cursors are signed with.
INSERT INTO meta VALUES ('cursor_key', randomblob(32));

-- Dictionaries that documents are compressed with, by version; none is ever dropped while a document needs it.
CREATE TABLE dictionary (version INTEGER PRIMARY KEY, body BLOB NOT NULL);

-- Directory. A key stands for an id wherever rows name it. `record` is NULL for ids that are only mentioned.
-- `changed` is the version of the directory (see meta) that a record was put or dropped in.
CREATE TABLE account (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    folded_name TEXT,
    record BLOB,
    changed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX account_changed ON account (changed) WHERE changed > 0;
CREATE TABLE customer (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    folded_name TEXT,
    record BLOB,
    changed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX customer_changed ON customer (changed) WHERE changed > 0;
CREATE TABLE endpoint (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    folded_name TEXT,
    record BLOB,
    changed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX endpoint_changed ON endpoint (changed) WHERE changed > 0;

CREATE TABLE user (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, record BLOB NOT NULL) WITHOUT ROWID;
-- `old` marks the digest of the secret before the last: the record says until when it is good.
CREATE TABLE api_key (digest BLOB PRIMARY KEY, id TEXT NOT NULL, old INTEGER NOT NULL, record BLOB NOT NULL)
    WITHOUT ROWID;
CREATE UNIQUE INDEX api_key_id ON api_key (id, old);
CREATE TABLE hook (id TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
-- When something last came through a hook: written with every delivery, so apart from the hook's record.
CREATE TABLE hook_delivery (hook TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
-- How far files have been taken in; written with what was taken, so it is never ahead of that.
CREATE TABLE bookmark (
    path TEXT NOT NULL,
    source TEXT NOT NULL,
    account TEXT NOT NULL,
    offset INTEGER NOT NULL,
    trace BLOB NOT NULL,
    PRIMARY KEY (path, source, account)
) WITHOUT ROWID;
CREATE TABLE login (digest BLOB PRIMARY KEY, expires INTEGER NOT NULL, record BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX login_expires ON login (expires);

-- Who changed which record, when, from where, and what it was before and after.
CREATE TABLE audit (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    account TEXT,
    record TEXT NOT NULL,
    record_id TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    line BLOB NOT NULL
);
CREATE INDEX audit_account ON audit (account, position);
CREATE INDEX audit_record ON audit (record_id, position);
CREATE INDEX audit_actor ON audit (actor_id, position);

-- Answers to writes that named a key of their own, so that a write which is sent twice is done once.
CREATE TABLE kept_answer (
    key BLOB PRIMARY KEY, request BLOB NOT NULL, at INTEGER NOT NULL, document BLOB NOT NULL, session BLOB
) WITHOUT ROWID;
CREATE INDEX kept_answer_at ON kept_answer (at);
CREATE INDEX kept_answer_session ON kept_answer (session) WHERE session IS NOT NULL;

-- Pictures of accounts: what an id stands for never changes.
CREATE TABLE picture (id TEXT PRIMARY KEY, account TEXT NOT NULL, content_type TEXT NOT NULL, content BLOB NOT NULL);

-- Everything ever taken in, in order of arrival.
CREATE TABLE journal (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    source TEXT NOT NULL,
    key BLOB NOT NULL,
    digest BLOB NOT NULL,
    received INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    session BLOB,
    payload BLOB NOT NULL,
    events BLOB NOT NULL,
    error TEXT
);
CREATE UNIQUE INDEX journal_delivery ON journal (key, digest);
CREATE INDEX journal_session ON journal (session) WHERE session IS NOT NULL;
CREATE INDEX journal_old ON journal (received, session)
    WHERE session IS NOT NULL AND source NOT IN ('import', 'snapshot');
CREATE INDEX journal_quarantine ON journal (position) WHERE error IS NOT NULL;

-- What the journal holds of each source; `appended` and `newest` are of all there ever was.
CREATE TABLE journal_tally (
    source TEXT PRIMARY KEY,
    appended INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    kept_bytes INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    newest INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE leg (
    account INTEGER NOT NULL,
    source TEXT NOT NULL,
    leg TEXT NOT NULL,
    session BLOB NOT NULL,
    PRIMARY KEY (account, source, leg)
) WITHOUT ROWID;
CREATE INDEX leg_session ON leg (session);

-- Chats: from when to when messages of a conversation are in a session. Messages are records of their own.
CREATE TABLE chat (
    account INTEGER NOT NULL,
    source TEXT NOT NULL,
    conversation TEXT NOT NULL,
    session BLOB NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (session, account, source, conversation)
) WITHOUT ROWID;
CREATE INDEX chat_conversation ON chat (account, source, conversation, last, first);
CREATE TABLE message (
    session BLOB NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    date INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (session, source, id)
) WITHOUT ROWID;

-- Ids of sessions that turned out to be another.
CREATE TABLE alias (id BLOB PRIMARY KEY, session BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX alias_session ON alias (session);

-- One narrow row per session: what is filtered and sorted by. 0 stands for no customer, endpoint or address. `letters`
-- are bits: which letters its log holds.
CREATE TABLE session (
    shelf INTEGER NOT NULL,
    account INTEGER NOT NULL,
    created INTEGER NOT NULL,
    n INTEGER NOT NULL,
    id BLOB NOT NULL,
    customer INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,
    from_address INTEGER NOT NULL,
    to_address INTEGER NOT NULL,
    from_name INTEGER NOT NULL,
    answered_by_name INTEGER NOT NULL,
    parent BLOB,
    completed INTEGER,
    modified INTEGER,
    outcome TEXT,
    channel INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    call_state INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    was_missed INTEGER NOT NULL,
    line_count INTEGER NOT NULL,
    letters INTEGER NOT NULL,
    involved BLOB NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (shelf, account, created, n)
) WITHOUT ROWID;
CREATE UNIQUE INDEX session_n ON session (n);
CREATE UNIQUE INDEX session_id ON session (id);
CREATE INDEX session_date ON session (shelf, created, account);
CREATE INDEX session_from ON session (from_address, shelf, account, created);
CREATE INDEX session_to ON session (to_address, shelf, account, created);
-- Names are among the addresses: both are short texts that come again and again.
CREATE INDEX session_from_name ON session (from_name, shelf, account, created) WHERE from_name > 0;
CREATE INDEX session_answered_by_name ON session (answered_by_name, shelf, account, created) WHERE answered_by_name > 0;
CREATE INDEX session_modified ON session (shelf, modified);
CREATE INDEX session_customer ON session (customer, shelf, created);
CREATE UNIQUE INDEX session_changed ON session (changed);
CREATE INDEX session_due ON session (coalesce(completed, created)) WHERE shelf = 0 AND ended = 1;
CREATE INDEX session_open ON session (channel, coalesce(modified, created)) WHERE shelf = 0 AND ended = 0;
CREATE INDEX session_parent ON session (parent) WHERE parent IS NOT NULL;

-- Sessions that are no more (kind 0 was deleted, 1 went into another) and places where sessions that may still be
-- elsewhere are no more (kind 2): by which account, customer and endpoints they could be seen. In one order with
-- session.changed; a session that left a place has the same number there as where it is now.
CREATE TABLE gone (
    number INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    id BLOB NOT NULL,
    into_id BLOB,
    account INTEGER NOT NULL,
    customer INTEGER NOT NULL,
    involved TEXT NOT NULL,
    UNIQUE (id, account, customer, involved)
);
-- Customers below whom others came or went in their tree, and at which change that was.
CREATE TABLE regrouped (customer INTEGER PRIMARY KEY, number INTEGER NOT NULL);
-- When which number of a change had been reached.
CREATE TABLE change_mark (at INTEGER PRIMARY KEY, number INTEGER NOT NULL);

-- Every endpoint a session touched; own is 1 for its own endpoint, 0 for others (who answered, members).
CREATE TABLE involved (
    endpoint INTEGER NOT NULL,
    own INTEGER NOT NULL,
    shelf INTEGER NOT NULL,
    account INTEGER NOT NULL,
    created INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (endpoint, own, shelf, account, created, n)
) WITHOUT ROWID;

-- Sessions per shelf, account and day; account 0 is all of them.
CREATE TABLE rollup (
    shelf INTEGER NOT NULL,
    account INTEGER NOT NULL,
    day INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    PRIMARY KEY (shelf, account, day)
) WITHOUT ROWID;

-- The same per period of four weeks, so that sums over many accounts are short.
CREATE TABLE rollup_period (
    shelf INTEGER NOT NULL,
    account INTEGER NOT NULL,
    period INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    PRIMARY KEY (shelf, account, period)
) WITHOUT ROWID;

-- The wire-ready JSON in parts, compressed. While a session is open its log lines are rows of `line` and not in it.
CREATE TABLE document (n INTEGER PRIMARY KEY, open INTEGER NOT NULL, body BLOB NOT NULL);

-- What the fold knows of sessions on the live shelf that events made; others are rebuilt from the journal.
CREATE TABLE state (n INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE line (n INTEGER NOT NULL, i INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (n, i)) WITHOUT ROWID;

-- Distinct addresses and names. The search holds the folded text and, where it is not part of that, the digits alone.
CREATE TABLE address (key INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, folded TEXT NOT NULL, digits TEXT);
CREATE INDEX address_folded ON address (folded);
CREATE VIRTUAL TABLE address_search USING fts5 (
    text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1'
);

-- Log text, folded already. Live: a row per line, rowid = n * 2^20 + i. Archive: a row per session, rowid = n.
-- `account` is a three-letter word for the account's key, so that account and text intersect inside the index.
CREATE VIRTUAL TABLE live_log USING fts5 (
    account, text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1'
);
CREATE VIRTUAL TABLE archive_log USING fts5 (
    account, text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1'
);
-- Larger heaps in memory before a segment is written, and merges of eight segments instead of four while writing: a bulk
-- load spends a sixth less. Not sixteen: merges of that many happen at once. At rest (`joining`) any two are merged.
INSERT INTO live_log (live_log, rank) VALUES ('hashsize', 268435456), ('automerge', 8), ('usermerge', 2);
INSERT INTO archive_log (archive_log, rank) VALUES ('hashsize', 268435456), ('automerge', 8), ('usermerge', 2);
INSERT INTO address_search (address_search, rank) VALUES ('usermerge', 2);

-- Every three letters that occur in a log: needles of one or two letters are looked up here first.
CREATE TABLE trigram (text TEXT PRIMARY KEY) WITHOUT ROWID;
