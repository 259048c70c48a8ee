ALTER TABLE review_log DROP COLUMN gap, DROP COLUMN evidence_id;
