-- Whether any of what came last could not be read; null of what came before this was kept.
ALTER TABLE hook_delivery ADD COLUMN quarantined INTEGER;
