ALTER TABLE sessions DROP CONSTRAINT sessions_status_check;
