-- The bank, as loaded: what choosing needs stands in columns, what a learner may see in `public`, all of it in `definition`.
-- JSON, not JSONB: it goes out as it came in, its fields in their order, and nothing searches in it.
CREATE TABLE problems (
  id               TEXT PRIMARY KEY,
  version          INT  NOT NULL,
  subject          TEXT NOT NULL CHECK (subject IN ('coding', 'math', 'systems')),
  title            TEXT NOT NULL,
  topics           TEXT[] NOT NULL,
  outcomes         TEXT[] NOT NULL,
  difficulty       INT  NOT NULL CHECK (difficulty BETWEEN 1 AND 5),
  expected_minutes INT  NOT NULL,
  public           JSON NOT NULL,
  definition       JSON NOT NULL,
  loaded_at        TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_problems_subject ON problems(subject, difficulty);
