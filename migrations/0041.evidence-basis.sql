-- What a prediction was made with, so that a replay gives the same numbers: the weights' version and the item's numbers.
-- `history` is the learner's history with the problem after this attempt: the next one reads it from here.
ALTER TABLE evidence
  ADD COLUMN weights_version INT,
  ADD COLUMN basis           JSONB,
  ADD COLUMN history         JSONB;
CREATE INDEX idx_evidence_problem ON evidence(user_id, problem_id, id DESC);
