-- One small row a learner: the overall ability behind every prediction. Taken FOR UPDATE, it orders a learner's writes.
CREATE TABLE learners (
  user_id    UUID PRIMARY KEY,
  ability    REAL NOT NULL DEFAULT 0,
  attempts   INT  NOT NULL DEFAULT 0,
  updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
