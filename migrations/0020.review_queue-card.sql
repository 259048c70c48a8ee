-- The memory model's state behind the seed's bucket, and when the worker said that it is due.
ALTER TABLE review_queue
  ADD COLUMN card          JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN interval_days REAL NOT NULL DEFAULT 0,
  ADD COLUMN due_marked_at TIMESTAMPTZ,
  ADD CONSTRAINT review_queue_reason_check CHECK (reason IN ('fail', 'slow', 'heavy-hint', 'mock-gap')),
  ADD CONSTRAINT review_queue_bucket_check CHECK (bucket BETWEEN 0 AND 3);
