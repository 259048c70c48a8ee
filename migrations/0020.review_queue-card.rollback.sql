ALTER TABLE review_queue DROP CONSTRAINT review_queue_reason_check, DROP CONSTRAINT review_queue_bucket_check, DROP COLUMN card, DROP COLUMN interval_days, DROP COLUMN due_marked_at;
