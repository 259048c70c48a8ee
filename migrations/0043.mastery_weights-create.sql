-- What all learners' evidence taught: the model's weights, every version that a prediction was made with, and how far each
-- problem and topic has moved (`drift`, in logits) from where its author put it.
CREATE TABLE mastery_weights (
  version  INT PRIMARY KEY,
  weights  JSON NOT NULL,
  squares  JSON NOT NULL,
  source   TEXT NOT NULL,
  lessons  INT  NOT NULL,
  made_at  TIMESTAMPTZ NOT NULL
);
CREATE TABLE mastery_items (
  kind     TEXT NOT NULL,
  id       TEXT NOT NULL,
  drift    DOUBLE PRECISION NOT NULL,
  attempts INT  NOT NULL,
  wins     DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (kind, id)
);
