-- The same payload for the same problem version in the same session is judged once; a timeout may be tried again.
CREATE UNIQUE INDEX idx_submissions_payload
  ON submissions (session_id, problem_id, problem_version, payload_sha256)
  WHERE status <> 'timeout';
