CREATE TABLE review_queue (
  id          UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id     UUID NOT NULL,
  problem_id  TEXT NOT NULL,
  reason      TEXT NOT NULL,
  next_due_at TIMESTAMPTZ NOT NULL,
  bucket      INT NOT NULL DEFAULT 0,
  created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
  UNIQUE (user_id, problem_id)
);
CREATE INDEX idx_review_due ON review_queue(next_due_at);
