-- The model behind a score: the key's own ability on top of the learner's.
ALTER TABLE mastery
  ADD COLUMN ability  REAL NOT NULL DEFAULT 0,
  ADD COLUMN attempts INT  NOT NULL DEFAULT 0,
  ADD COLUMN correct  INT  NOT NULL DEFAULT 0;
