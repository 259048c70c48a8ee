-- A learner's turns and scores are looked for when they go; the oldest turns by whoever keeps them for some days only.
CREATE INDEX idx_tutor_turns_user ON tutor_turns(user_id);
CREATE INDEX idx_tutor_turns_created ON tutor_turns(created_at);
CREATE INDEX idx_rubric_scores_user ON rubric_scores(user_id);
