-- Append-only; ratings as the memory model has them: 1 again, 2 hard, 3 good, 4 easy.
CREATE TABLE review_log (
  id                BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id           UUID NOT NULL,
  problem_id        TEXT NOT NULL,
  rating            INT  NOT NULL CHECK (rating BETWEEN 1 AND 4),
  kind              TEXT NOT NULL CHECK (kind IN ('learn', 'review')),
  duration_ms       INT  NOT NULL,
  previous_interval REAL NOT NULL,
  next_interval     REAL NOT NULL,
  reviewed_at       TIMESTAMPTZ NOT NULL
);
CREATE INDEX idx_review_log_user ON review_log(user_id, id);
