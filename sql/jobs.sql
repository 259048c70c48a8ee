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

-- name: count_fault(id) -> many
-- How often the job itself has failed; `attempts` counts outages too.
UPDATE pgqueuer
   SET headers = jsonb_set(coalesce(headers, '{}'), '{faults}', to_jsonb(coalesce((headers ->> 'faults')::int, 0) + 1))
 WHERE id = $1
RETURNING (headers ->> 'faults')::int AS faults;

-- name: retry_failed() -> none
-- Of those with one key the last, and none beside one that waits or runs: it takes their place.
WITH taken AS (
  SELECT f.id
    FROM pgqueuer f
    JOIN pgqueuer o ON o.dedupe_key = f.dedupe_key
                   AND (o.status IN ('queued', 'picked') OR o.status = 'failed' AND o.id > f.id)
   WHERE f.status = 'failed'
), gone AS (
  DELETE FROM pgqueuer WHERE id IN (SELECT id FROM taken)
)
UPDATE pgqueuer
   SET status = 'queued', execute_after = now(), updated = now(), attempts = 0, headers = NULL, queue_manager_id = NULL
 WHERE status = 'failed' AND id NOT IN (SELECT id FROM taken);
