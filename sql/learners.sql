-- name: export_learner(user_id) -> cursor
-- All that is kept of a learner, a line of JSON a row: one statement, so that it is as of one moment.
-- What a running mock has not told yet is left out; so is who graded, for that is somebody else.
SELECT line
  FROM (
    SELECT 1 AS part, 0::bigint AS place, r.updated_at AS at, row_to_json(r)::text AS line
      FROM (SELECT 'learner' AS type, ability, attempts, leaving_since, updated_at
              FROM learners
             WHERE user_id = $1) r
     UNION ALL
    SELECT 2, 0, r.updated_at, row_to_json(r)::text
      FROM (SELECT 'mastery' AS type, key_type, key_id, score, ema, ability, attempts, correct, updated_at
              FROM mastery
             WHERE user_id = $1) r
     UNION ALL
    SELECT 3, 0, r.created_at, row_to_json(r)::text
      FROM (SELECT 'session' AS type, id, subject, mode, status, track_id, track_version, problem_id, plan AS problem_ids,
                   last_hint_level, started_at AS created_at, updated_at, served_at, ends_at, version
              FROM sessions
             WHERE user_id = $1) r
     UNION ALL
    SELECT 4, 0, r.created_at, row_to_json(r)::text
      FROM (SELECT 'submission' AS type, s.id, s.session_id, s.problem_id, s.problem_version, s.subject, s.language,
                   CASE WHEN NOT m.sealed THEN s.status END AS status, s.visible_passed, s.visible_total,
                   CASE WHEN NOT m.sealed THEN s.hidden_passed END AS hidden_passed,
                   CASE WHEN NOT m.sealed THEN s.hidden_total END AS hidden_total,
                   CASE WHEN NOT m.sealed THEN s.categories END AS categories,
                   CASE WHEN NOT m.sealed THEN s.credit END AS credit, s.undetermined, s.details::jsonb AS details, s.message,
                   CASE WHEN NOT m.sealed THEN s.remediation::jsonb END AS remediation, s.exec_ms, s.duration_ms,
                   s.hint_level, s.payload::jsonb AS payload, s.payload_sha256, s.evaluator_version, s.judged_version,
                   CASE WHEN NOT m.sealed THEN s.judgements END AS judgements, s.created_at
              FROM submissions s
              JOIN (SELECT id, mode = 'mock' AND status = 'active' AS sealed
                      FROM sessions
                     WHERE user_id = $1) m ON m.id = s.session_id
             WHERE s.user_id = $1) r
     UNION ALL
    SELECT 5, 0, r.created_at, row_to_json(r)::text
      FROM (SELECT 'grading' AS type, id, session_id, problem_id, subject, rubric_id, answer, state, by_model, graded_at,
                   payload_sha256, hint_level, duration_ms, created_at
              FROM gradings
             WHERE user_id = $1) r
     UNION ALL
    SELECT 6, 0, r.graded_at, row_to_json(r)::text
      FROM (SELECT 'rubric_score' AS type, submission_id, rubric_id, source, scores, feedback, model_scores, model_feedback,
                   model, prompt_sha256, explanation, graded_at
              FROM rubric_scores
             WHERE user_id = $1) r
     UNION ALL
    SELECT 7, r.id, r.at, row_to_json(r)::text
      FROM (SELECT 'evidence' AS type, id, session_id, submission_id, problem_id, topics, outcomes, difficulty, correct, credit,
                   first_attempt, hint_level, duration_ms, predicted, at
              FROM evidence
             WHERE user_id = $1) r
     UNION ALL
    SELECT 8, 0, r.created_at, row_to_json(r)::text
      FROM (SELECT 'review' AS type, id, problem_id, reason, next_due_at, bucket, interval_days, card, due_marked_at, created_at
              FROM review_queue
             WHERE user_id = $1) r
     UNION ALL
    SELECT 9, r.id, r.reviewed_at, row_to_json(r)::text
      FROM (SELECT 'review_log' AS type, id, problem_id, rating, kind, duration_ms, previous_interval, next_interval, reviewed_at
              FROM review_log
             WHERE user_id = $1) r
     UNION ALL
    SELECT 10, 0, r.created_at, row_to_json(r)::text
      FROM (SELECT 'tutor_turn' AS type, id, session_id, problem_id, level, category, source, text, model, prompt_version,
                   prompt_sha256, tokens, created_at
              FROM tutor_turns
             WHERE user_id = $1) r
     UNION ALL
    SELECT 11, r.id, r.at, row_to_json(r)::text
      FROM (SELECT 'event' AS type, v.id, v.type AS event, v.data, v.at
              FROM events v
             WHERE v.user_id = $1
               AND NOT EXISTS (SELECT FROM submissions s
                                 JOIN sessions m ON m.id = s.session_id AND m.user_id = s.user_id
                                WHERE s.user_id = v.user_id AND s.id::text = v.data ->> 'submission_id'
                                  AND m.mode = 'mock' AND m.status = 'active')) r
     UNION ALL
    SELECT 12, 0, r.started_at, row_to_json(r)::text
      FROM (SELECT 'idempotency_key' AS type, started_at
              FROM idempotency_keys
             WHERE user_id = $1) r
     UNION ALL
    SELECT 13, 0, r.requested_at, row_to_json(r)::text
      FROM (SELECT 'deletion' AS type, requested_at, finished_at, counts
              FROM deletions
             WHERE user_id = $1) r) AS kept
 ORDER BY part, place, at, line;

-- name: set_leaving(user_id, now) -> none
UPDATE learners SET leaving_since = $2 WHERE user_id = $1;

-- name: lock_leaving(user_id) -> one_or_none
-- Their row while a deletion is to be done, and none that was not there.
SELECT leaving_since FROM learners WHERE user_id = $1 AND leaving_since IS NOT NULL FOR UPDATE;

-- name: add_deletion(user_id, now) -> none
INSERT INTO deletions (user_id, requested_at)
VALUES ($1, $2)
    ON CONFLICT (user_id) DO UPDATE
   SET requested_at = excluded.requested_at, finished_at = NULL, counts = '{}';

-- name: get_deletion(user_id) -> one_or_none
SELECT requested_at, finished_at, counts
  FROM deletions
 WHERE user_id = $1;

-- name: save_deletion(user_id, counts, finished_at) -> none
UPDATE deletions SET counts = $2::jsonb, finished_at = $3 WHERE user_id = $1;

-- name: list_waiting(user_id) -> many
-- Answers whose streams may be open.
SELECT id::text
  FROM gradings
 WHERE user_id = $1 AND graded_at IS NULL;

-- name: list_turns(user_id) -> many
SELECT id::text FROM tutor_turns WHERE user_id = $1;

-- name: delete_some(user_id, count) -> many
-- A batch of each table. What others point at goes once nothing does, so that every row is counted where it was.
WITH e AS (
  DELETE FROM evidence WHERE user_id = $1
     AND id IN (SELECT id FROM evidence WHERE user_id = $1 LIMIT $2) RETURNING 1
), m AS (
  DELETE FROM mastery WHERE user_id = $1
     AND (key_type, key_id) IN (SELECT key_type, key_id FROM mastery WHERE user_id = $1 LIMIT $2) RETURNING 1
), q AS (
  DELETE FROM review_queue WHERE user_id = $1
     AND id IN (SELECT id FROM review_queue WHERE user_id = $1 LIMIT $2) RETURNING 1
), l AS (
  DELETE FROM review_log WHERE user_id = $1
     AND id IN (SELECT id FROM review_log WHERE user_id = $1 LIMIT $2) RETURNING 1
), v AS (
  DELETE FROM events WHERE user_id = $1
     AND id IN (SELECT id FROM events WHERE user_id = $1 LIMIT $2) RETURNING 1
), k AS (
  DELETE FROM idempotency_keys WHERE user_id = $1
     AND key IN (SELECT key FROM idempotency_keys WHERE user_id = $1 LIMIT $2) RETURNING 1
), r AS (
  DELETE FROM rubric_scores WHERE user_id = $1
     AND submission_id IN (SELECT submission_id FROM rubric_scores WHERE user_id = $1 LIMIT $2) RETURNING 1
), g AS (
  DELETE FROM gradings WHERE user_id = $1
     AND id IN (SELECT id FROM gradings WHERE user_id = $1 LIMIT $2) RETURNING 1
), t AS (
  DELETE FROM tutor_turns WHERE user_id = $1
     AND id IN (SELECT id FROM tutor_turns WHERE user_id = $1 LIMIT $2) RETURNING 1
), s AS (
  DELETE FROM submissions WHERE user_id = $1
     AND id IN (SELECT id FROM submissions
                 WHERE user_id = $1
                   AND id NOT IN (SELECT submission_id FROM rubric_scores WHERE user_id = $1)
                 LIMIT $2) RETURNING 1
), n AS (
  DELETE FROM sessions WHERE user_id = $1
     AND id IN (SELECT id FROM sessions
                 WHERE user_id = $1
                   AND id NOT IN (SELECT session_id FROM submissions WHERE user_id = $1
                                   UNION ALL SELECT session_id FROM gradings WHERE user_id = $1
                                   UNION ALL SELECT session_id FROM tutor_turns WHERE user_id = $1)
                 LIMIT $2) RETURNING 1
)
SELECT kept_in, deleted
  FROM (VALUES ('evidence', (SELECT count(*) FROM e)), ('mastery', (SELECT count(*) FROM m)),
               ('review_queue', (SELECT count(*) FROM q)), ('review_log', (SELECT count(*) FROM l)),
               ('events', (SELECT count(*) FROM v)), ('idempotency_keys', (SELECT count(*) FROM k)),
               ('rubric_scores', (SELECT count(*) FROM r)), ('gradings', (SELECT count(*) FROM g)),
               ('tutor_turns', (SELECT count(*) FROM t)), ('submissions', (SELECT count(*) FROM s)),
               ('sessions', (SELECT count(*) FROM n))) AS counted (kept_in, deleted)
 WHERE deleted > 0;

-- name: delete_learner(user_id) -> none
-- The row that orders their writes, last of all.
DELETE FROM learners WHERE user_id = $1;

-- name: delete_jobs(user_id) -> scalar
-- What waits or has failed; what runs ends by itself, and the deletion's own job when it is done.
WITH gone AS (
  DELETE FROM pgqueuer
   WHERE status <> 'picked' AND entrypoint <> 'learner.delete'
     AND convert_from(payload, 'UTF8')::jsonb ->> 'user_id' = $1::text
  RETURNING 1
)
SELECT count(*) FROM gone;

-- name: count_kept(user_id) -> scalar
-- What there still is of a learner beside the row that orders their writes: rows, and jobs but the deletion itself.
SELECT (SELECT count(*) FROM evidence WHERE user_id = $1) + (SELECT count(*) FROM mastery WHERE user_id = $1)
     + (SELECT count(*) FROM review_queue WHERE user_id = $1) + (SELECT count(*) FROM review_log WHERE user_id = $1)
     + (SELECT count(*) FROM events WHERE user_id = $1) + (SELECT count(*) FROM idempotency_keys WHERE user_id = $1)
     + (SELECT count(*) FROM rubric_scores WHERE user_id = $1) + (SELECT count(*) FROM gradings WHERE user_id = $1)
     + (SELECT count(*) FROM tutor_turns WHERE user_id = $1) + (SELECT count(*) FROM submissions WHERE user_id = $1)
     + (SELECT count(*) FROM sessions WHERE user_id = $1) + (SELECT count(*) FROM pgqueuer
         WHERE entrypoint <> 'learner.delete' AND convert_from(payload, 'UTF8')::jsonb ->> 'user_id' = ($1::uuid)::text);

-- name: list_learners(after, count) -> many
-- All there are, for the worker, which then looks after each by themselves.
SELECT user_id::text AS id
  FROM learners
 WHERE $1::uuid IS NULL OR user_id > $1
 ORDER BY user_id
 LIMIT $2;

-- name: forget_old(user_id, events_before, turns_before, payloads_before) -> scalar
-- A time that is NULL keeps all of its kind. Of a submission the verdict stays, and nothing that quotes the work.
WITH e AS (
  DELETE FROM events WHERE user_id = $1 AND at < coalesce($2::timestamptz, '-infinity') RETURNING 1
), t AS (
  DELETE FROM tutor_turns WHERE user_id = $1 AND created_at < coalesce($3::timestamptz, '-infinity') RETURNING 1
), s AS (
  UPDATE submissions SET payload = NULL, details = '[]', message = NULL, judgements = '[]'
   WHERE user_id = $1 AND created_at < coalesce($4::timestamptz, '-infinity') AND NOT undetermined
     AND (payload IS NOT NULL OR json_array_length(details) > 0 OR message IS NOT NULL)
  RETURNING 1
), g AS (
  UPDATE gradings SET answer = ''
   WHERE user_id = $1 AND graded_at < coalesce($4::timestamptz, '-infinity') AND answer <> ''
  RETURNING 1
), r AS (
  UPDATE rubric_scores SET feedback = '{}', model_feedback = '{}', explanation = NULL
   WHERE user_id = $1 AND graded_at < coalesce($4::timestamptz, '-infinity')
     AND (feedback <> '{}' OR model_feedback <> '{}' OR explanation IS NOT NULL)
  RETURNING 1
)
SELECT (SELECT count(*) FROM e) + (SELECT count(*) FROM t) + (SELECT count(*) FROM s) + (SELECT count(*) FROM g)
     + (SELECT count(*) FROM r);
