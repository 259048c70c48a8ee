CREATE TABLE sessions (
  id              UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id         UUID NOT NULL,
  subject         TEXT NOT NULL CHECK (subject IN ('coding', 'math', 'systems')),
  mode            TEXT NOT NULL CHECK (mode IN ('practice', 'mock', 'track')),
  track_id        UUID REFERENCES tracks(id),
  problem_id      TEXT,
  status          TEXT NOT NULL DEFAULT 'active',
  last_hint_level INT  NOT NULL DEFAULT 0,
  started_at      TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at      TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_sessions_user ON sessions(user_id);
CREATE INDEX idx_sessions_track ON sessions(track_id);
