-- name: add_job(name, payload, key) -> none
-- As pgqueuer enqueues, in the caller's transaction; a job of this key that waits or runs already takes its place.
WITH added AS (
  INSERT INTO pgqueuer (priority, entrypoint, payload, dedupe_key, status)
  VALUES (0, $1, $2, $3, 'queued')
      ON CONFLICT (dedupe_key) WHERE status IN ('queued', 'picked') AND dedupe_key IS NOT NULL DO NOTHING
  RETURNING id, entrypoint, priority)
INSERT INTO pgqueuer_log (job_id, status, entrypoint, priority)
SELECT id, 'queued', entrypoint, priority FROM added;

-- name: hold_job(id) -> many
-- For as long as the connection lives: without this lock nobody runs the job, however late its holder's heartbeat is.
SELECT pg_try_advisory_lock(hashtextextended('job ' || $1::bigint, 0)) AS held;

-- name: let_job_go(id) -> many
SELECT pg_advisory_unlock(hashtextextended('job ' || $1::bigint, 0)) AS was_held;

-- name: count_jobs() -> many
-- By name and state; of those that are done as many as the log goes back.
SELECT entrypoint AS name, CAST(status AS text) AS state, count(*) AS number
  FROM pgqueuer
 GROUP BY entrypoint, status
 UNION ALL
SELECT entrypoint, CAST(status AS text), count(*)
  FROM pgqueuer_log
 WHERE status = 'successful'
 GROUP BY entrypoint, status;

-- name: count_undone() -> many
-- By name and state, and cheap: what is done has left this table for the log.
SELECT entrypoint AS name, CAST(status AS text) AS state, count(*) AS number
  FROM pgqueuer
 GROUP BY entrypoint, status;

-- name: forget_log(before) -> none
DELETE FROM pgqueuer_log WHERE created < $1;

-- name: retry_failed() -> none
UPDATE pgqueuer
   SET status = 'queued', execute_after = now(), updated = now(), attempts = 0, queue_manager_id = NULL
 WHERE status = 'failed';
