DROP INDEX idx_submissions_undetermined;
ALTER TABLE submissions DROP COLUMN undetermined, DROP COLUMN decided_by;
