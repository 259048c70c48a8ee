-- A learner's turns and scores are looked for when they go.
CREATE INDEX idx_tutor_turns_user ON tutor_turns(user_id);
CREATE INDEX idx_rubric_scores_user ON rubric_scores(user_id);
