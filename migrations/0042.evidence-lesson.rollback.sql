DROP INDEX idx_evidence_lesson;
ALTER TABLE evidence DROP COLUMN lesson;
