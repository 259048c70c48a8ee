-- What a judgement was made of, and what of it the learner was shown. `credit` is passed/total over all tests.
ALTER TABLE submissions
  ADD COLUMN problem_version   INT  NOT NULL DEFAULT 1,
  ADD COLUMN hint_level        INT  NOT NULL DEFAULT 0,
  ADD COLUMN duration_ms       INT  NOT NULL DEFAULT 0,
  ADD COLUMN credit            REAL NOT NULL DEFAULT 0,
  ADD COLUMN evaluator_version TEXT NOT NULL DEFAULT '',
  ADD COLUMN details           JSON NOT NULL DEFAULT '[]',
  ADD COLUMN message           TEXT,
  ADD COLUMN remediation       JSON NOT NULL DEFAULT '[]';
