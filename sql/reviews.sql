-- name: lock_review(user_id, problem_id) -> one_or_none
SELECT id::text, reason, next_due_at, bucket, card, interval_days
  FROM review_queue
 WHERE user_id = $1 AND problem_id = $2
   FOR UPDATE;

-- name: save_review(user_id, problem_id, reason, next_due_at, bucket, card, interval_days, now) -> none
INSERT INTO review_queue (user_id, problem_id, reason, next_due_at, bucket, card, interval_days, created_at)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)
    ON CONFLICT (user_id, problem_id) DO UPDATE
   SET reason = excluded.reason, next_due_at = excluded.next_due_at, bucket = excluded.bucket, card = excluded.card,
       interval_days = excluded.interval_days, due_marked_at = NULL;

-- name: log_review(user_id, problem_id, rating, kind, duration_ms, previous_interval, next_interval, reviewed_at, gap, evidence_id) -> none
-- Behind the learner's latest evidence, unless a replay says behind which.
INSERT INTO review_log (user_id, problem_id, rating, kind, duration_ms, previous_interval, next_interval, reviewed_at, gap,
                        evidence_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
        CASE WHEN $10::bigint IS NULL THEN (SELECT max(id) FROM evidence WHERE user_id = $1) ELSE $10 END);

-- name: list_reviews(user_id, subject, due, now, after, after_id, count) -> many
SELECT q.id::text, q.problem_id, p.title, p.subject, q.reason, q.next_due_at, q.bucket, q.interval_days, q.next_due_at <= $4 AS due
  FROM review_queue q
  JOIN problems p ON p.id = q.problem_id
 WHERE q.user_id = $1
   AND ($2::text IS NULL OR p.subject = $2)
   AND ($3::bool IS NULL OR (q.next_due_at <= $4) = $3)
   AND ($5::timestamptz IS NULL OR (q.next_due_at, q.id) > ($5, $6::uuid))
 ORDER BY q.next_due_at, q.id
 LIMIT $7;

-- name: list_log(user_id, after, count) -> many
SELECT l.id, l.problem_id, p.title, p.subject, l.rating, l.kind, l.duration_ms, l.previous_interval, l.next_interval,
       l.reviewed_at
  FROM review_log l
  JOIN problems p ON p.id = l.problem_id
 WHERE l.user_id = $1 AND ($2::bigint IS NULL OR l.id > $2)
 ORDER BY l.id
 LIMIT $3;

-- name: export_log() -> cursor
-- Everybody's reviews, card by card; a card is one learner's problem, and its number says neither.
SELECT dense_rank() OVER (ORDER BY user_id, problem_id)::int AS card_id, rating, reviewed_at, duration_ms
  FROM review_log
 ORDER BY user_id, problem_id, id;

-- name: mark_due(now, count) -> many
-- What fell due and was not yet said to be: each row once, whichever worker comes first.
UPDATE review_queue
   SET due_marked_at = $1
 WHERE id IN (SELECT id FROM review_queue
               WHERE next_due_at <= $1 AND due_marked_at IS NULL
               ORDER BY next_due_at
                 FOR UPDATE SKIP LOCKED
               LIMIT $2)
RETURNING user_id::text, problem_id, reason;
