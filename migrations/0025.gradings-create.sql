-- Open answers that wait for their grade; once graded (`graded_at`) the submission stands under the same id.
CREATE TABLE gradings (
  id             UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id        UUID NOT NULL,
  session_id     UUID NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  problem_id     TEXT NOT NULL,
  subject        TEXT NOT NULL CHECK (subject IN ('coding', 'math', 'systems')),
  rubric_id      UUID NOT NULL REFERENCES rubrics(id),
  answer         TEXT NOT NULL,
  state          TEXT NOT NULL CHECK (state IN ('pending', 'pending-human')),
  graded_at      TIMESTAMPTZ,
  payload_sha256 TEXT NOT NULL,
  hint_level     INT  NOT NULL,
  duration_ms    INT  NOT NULL,
  created_at     TIMESTAMPTZ NOT NULL,
  UNIQUE (session_id, problem_id, payload_sha256)
);
CREATE INDEX idx_gradings_user ON gradings(user_id);
