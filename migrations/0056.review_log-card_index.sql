-- A replay writes the log anew, problem by problem; the export reads it in this order.
CREATE INDEX idx_review_log_card ON review_log (user_id, problem_id, id);
