-- Append-only: every fact that mastery is computed from, with the prediction made before it.
CREATE TABLE evidence (
  id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id       UUID NOT NULL,
  session_id    UUID NOT NULL,
  submission_id UUID,
  problem_id    TEXT NOT NULL,
  topics        TEXT[] NOT NULL,
  outcomes      TEXT[] NOT NULL,
  difficulty    INT  NOT NULL,
  correct       BOOLEAN NOT NULL,
  credit        REAL NOT NULL,
  first_attempt BOOLEAN NOT NULL,
  hint_level    INT  NOT NULL,
  duration_ms   INT  NOT NULL,
  predicted     REAL,
  at            TIMESTAMPTZ NOT NULL
);
CREATE INDEX idx_evidence_user ON evidence(user_id, at DESC);
CREATE UNIQUE INDEX idx_evidence_submission ON evidence(submission_id);
