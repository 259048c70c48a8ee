-- What next asks for one learner's due reviews, however many others have.
CREATE INDEX idx_review_user_due ON review_queue (user_id, next_due_at);
