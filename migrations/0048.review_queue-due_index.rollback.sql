DROP INDEX idx_review_user_due;
