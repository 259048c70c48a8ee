-- How many reviews a learner has done today, however many there are of the days before.
CREATE INDEX idx_review_log_day ON review_log (user_id, reviewed_at) WHERE kind = 'review';
