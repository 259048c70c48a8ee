ALTER TABLE rubric_scores DROP COLUMN user_id, DROP COLUMN source, DROP COLUMN grader_id, DROP COLUMN model_scores, DROP COLUMN model_feedback, DROP COLUMN graded_at;
