DROP INDEX idx_submissions_payload;
ALTER TABLE submissions DROP COLUMN payload, DROP COLUMN judged_version, DROP COLUMN judgements;
CREATE UNIQUE INDEX idx_submissions_payload
  ON submissions (session_id, problem_id, problem_version, payload_sha256)
  WHERE status <> 'timeout';
