-- The log search exchanges letters (see exchange.py), but not those of a book that has been searched without.
INSERT INTO meta SELECT 'plain_letters', 1 WHERE EXISTS (SELECT 1 FROM session);
