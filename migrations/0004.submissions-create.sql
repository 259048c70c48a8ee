CREATE TABLE submissions (
  id             UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  session_id     UUID NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  user_id        UUID NOT NULL,
  problem_id     TEXT NOT NULL,
  subject        TEXT NOT NULL CHECK (subject IN ('coding', 'math', 'systems')),
  language       TEXT,
  status         TEXT NOT NULL CHECK (status IN ('passed', 'failed', 'timeout', 'error')),
  visible_passed INT  NOT NULL DEFAULT 0,
  visible_total  INT  NOT NULL DEFAULT 0,
  hidden_passed  INT  NOT NULL DEFAULT 0,
  hidden_total   INT  NOT NULL DEFAULT 0,
  categories     JSONB NOT NULL DEFAULT '[]',
  exec_ms        INT  NOT NULL DEFAULT 0,
  payload_sha256 TEXT,
  created_at     TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_submissions_session ON submissions(session_id);
CREATE INDEX idx_submissions_user ON submissions(user_id);
CREATE INDEX idx_submissions_problem ON submissions(problem_id);
