DROP INDEX idx_review_log_day;
