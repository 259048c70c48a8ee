ALTER TABLE evidence DROP COLUMN follows, DROP COLUMN expected_minutes;
