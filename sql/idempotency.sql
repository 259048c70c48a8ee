-- name: claim_key(user_id, key, request, now, lease) -> one_or_none
-- The key is this request's to answer: it is new, or whoever had it has been silent for longer than the lease.
INSERT INTO idempotency_keys (user_id, key, request, started_at)
VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id, key) DO UPDATE
   SET started_at = excluded.started_at
 WHERE idempotency_keys.status IS NULL AND idempotency_keys.request = excluded.request
   AND idempotency_keys.started_at < $4::timestamptz - $5::interval
RETURNING key;

-- name: find_key(user_id, key) -> one_or_none
SELECT request, status, headers, body
  FROM idempotency_keys
 WHERE user_id = $1 AND key = $2;

-- name: keep_answer(user_id, key, status, headers, body) -> none
UPDATE idempotency_keys
   SET status = $3, headers = $4::json, body = $5
 WHERE user_id = $1 AND key = $2;

-- name: release_key(user_id, key) -> none
-- A request that failed leaves its key free.
DELETE FROM idempotency_keys
 WHERE user_id = $1 AND key = $2 AND status IS NULL;

-- name: forget_keys(before) -> none
-- By time alone, for the worker: keys are good for a day.
DELETE FROM idempotency_keys
 WHERE started_at < $1;
