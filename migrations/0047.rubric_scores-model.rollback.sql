ALTER TABLE rubric_scores DROP COLUMN model, DROP COLUMN prompt_sha256, DROP COLUMN explanation;
