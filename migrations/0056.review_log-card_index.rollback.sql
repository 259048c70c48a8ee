DROP INDEX idx_review_log_card;
