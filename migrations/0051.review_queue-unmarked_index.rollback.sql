DROP INDEX idx_review_unmarked;
