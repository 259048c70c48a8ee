DROP INDEX idx_submissions_payload;
