-- What was sent, to be judged again; the version of the problem by which it was judged again, and the judgements before.
ALTER TABLE submissions
  ADD COLUMN payload        JSON,
  ADD COLUMN judged_version INT,
  ADD COLUMN judgements     JSONB NOT NULL DEFAULT '[]';
-- Two timeouts of the same work may pass when they are judged again.
DROP INDEX idx_submissions_payload;
CREATE UNIQUE INDEX idx_submissions_payload
  ON submissions (session_id, problem_id, problem_version, payload_sha256)
  WHERE status <> 'timeout' AND judged_version IS NULL;
