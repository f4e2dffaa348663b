-- A call-log service's tables in our own words: one wide row per call, its parties and the details of what was dialled
-- in tables beside it. Indexed are keys and the conversation, and what joins; nothing that a list is narrowed by.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE call (
    id BIGINT PRIMARY KEY,
    tenant UUID NOT NULL,
    began TIMESTAMPTZ NOT NULL,
    answered TIMESTAMPTZ,
    ended TIMESTAMPTZ,
    source_name TEXT,
    source_number TEXT,
    source_line TEXT,
    destination_name TEXT,
    destination_number TEXT,
    destination_line TEXT,
    requested_name TEXT,
    requested_number TEXT,
    direction TEXT CHECK (direction IN ('inbound', 'outbound', 'internal')),
    user_field TEXT,
    blocked BOOLEAN NOT NULL DEFAULT FALSE,
    conversation TEXT,
    session TEXT NOT NULL
);
CREATE TABLE participant (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    call BIGINT NOT NULL REFERENCES call,
    person TEXT,
    role TEXT NOT NULL,
    tags TEXT[] NOT NULL DEFAULT '{}',
    answered BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE TABLE destination_detail (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    call BIGINT NOT NULL REFERENCES call,
    name TEXT NOT NULL,
    value TEXT
);
CREATE TABLE recording (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    call BIGINT NOT NULL REFERENCES call,
    began TIMESTAMPTZ NOT NULL,
    ended TIMESTAMPTZ
);
CREATE INDEX call_conversation ON call (conversation);
CREATE INDEX participant_call ON participant (call);
CREATE INDEX participant_person ON participant (person);
CREATE INDEX destination_detail_call ON destination_detail (call);
CREATE INDEX recording_call ON recording (call);
