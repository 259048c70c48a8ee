-- The bank, as loaded: what choosing needs stands in columns, what a learner may see in `public`, all of it in `definition`.
CREATE TABLE problems (
  id               TEXT PRIMARY KEY,
  version          INT  NOT NULL,
  subject          TEXT NOT NULL CHECK (subject IN ('coding', 'math', 'systems')),
  title            TEXT NOT NULL,
  topics           TEXT[] NOT NULL,
  outcomes         TEXT[] NOT NULL,
  difficulty       INT  NOT NULL CHECK (difficulty BETWEEN 1 AND 5),
  expected_minutes INT  NOT NULL,
  public           JSONB NOT NULL,
  definition       JSONB NOT NULL,
  loaded_at        TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX idx_problems_subject ON problems(subject, difficulty);
