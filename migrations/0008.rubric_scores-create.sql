CREATE TABLE rubric_scores (
  submission_id UUID NOT NULL REFERENCES submissions(id) ON DELETE CASCADE,
  rubric_id     UUID NOT NULL REFERENCES rubrics(id),
  scores        JSONB NOT NULL,
  feedback      JSONB NOT NULL,
  PRIMARY KEY (submission_id, rubric_id)
);
