CREATE TABLE tutor_turns (
  id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id    UUID NOT NULL,
  session_id UUID NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  problem_id TEXT NOT NULL,
  level      INT  NOT NULL CHECK (level BETWEEN 1 AND 3),
  category   TEXT,
  source     TEXT NOT NULL CHECK (source IN ('authored', 'model')),
  text       TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_tutor_turns_session ON tutor_turns(session_id);
