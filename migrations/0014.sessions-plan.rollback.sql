ALTER TABLE sessions DROP COLUMN plan, DROP COLUMN track_version, DROP COLUMN served_at, DROP COLUMN ends_at;
