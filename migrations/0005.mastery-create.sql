CREATE TABLE mastery (
  user_id     UUID NOT NULL,
  key_type    TEXT NOT NULL CHECK (key_type IN ('topic', 'outcome')),
  key_id      TEXT NOT NULL,
  score       INT  NOT NULL CHECK (score BETWEEN 0 AND 100),
  ema         REAL NOT NULL DEFAULT 0.0,
  updated_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, key_type, key_id)
);
CREATE INDEX idx_mastery_user ON mastery(user_id);
