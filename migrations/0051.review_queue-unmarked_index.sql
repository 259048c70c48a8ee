-- What the worker has yet to mark, however much fell due before.
CREATE INDEX idx_review_unmarked ON review_queue (next_due_at) WHERE due_marked_at IS NULL;
