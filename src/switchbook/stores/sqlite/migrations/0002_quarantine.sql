-- What could not be read, by account and source: a filter of one counts and finds its own, however many others there are.
CREATE INDEX journal_quarantine_of ON journal (account, source, position) WHERE error IS NOT NULL;
