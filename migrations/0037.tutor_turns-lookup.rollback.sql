DROP INDEX idx_tutor_turns_user;
DROP INDEX idx_rubric_scores_user;
