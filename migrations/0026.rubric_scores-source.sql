-- `scores` and `feedback` are what holds; a model's own stay beside a human's.
ALTER TABLE rubric_scores
  ADD COLUMN user_id        UUID,
  ADD COLUMN source         TEXT NOT NULL DEFAULT 'human' CHECK (source IN ('human', 'model')),
  ADD COLUMN grader_id      UUID,
  ADD COLUMN model_scores   JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN model_feedback JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN graded_at      TIMESTAMPTZ NOT NULL DEFAULT now();
