DROP INDEX idx_evidence_problem;
ALTER TABLE evidence DROP COLUMN history, DROP COLUMN basis, DROP COLUMN weights_version;
