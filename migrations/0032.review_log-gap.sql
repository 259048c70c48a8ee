-- What a replay needs of reviews that no evidence stands behind (a mock's gaps), and after which evidence they came.
ALTER TABLE review_log
  ADD COLUMN gap         BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN evidence_id BIGINT;
UPDATE review_log r
   SET evidence_id = (SELECT max(e.id) FROM evidence e WHERE e.user_id = r.user_id AND e.at <= r.reviewed_at),
       gap = NOT EXISTS (SELECT FROM evidence e
                          WHERE e.user_id = r.user_id AND e.problem_id = r.problem_id AND e.first_attempt
                            AND e.at = r.reviewed_at);
