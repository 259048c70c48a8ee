-- name: add_session(id, user_id, subject, mode, track_id, track_version, problem_id, plan, now, ends_at) -> one
INSERT INTO sessions (id, user_id, subject, mode, track_id, track_version, problem_id, plan, started_at, updated_at, served_at, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $9, $10)
RETURNING id::text, user_id::text, subject, mode, status, track_id::text, problem_id, coalesce(plan, '{}') AS problem_ids,
          last_hint_level, started_at AS created_at, updated_at, ends_at, version;

-- name: get_session(id, user_id) -> one_or_none
-- A learner's own session, as it is shown.
SELECT id::text, user_id::text, subject, mode, status, track_id::text, problem_id, coalesce(plan, '{}') AS problem_ids,
       last_hint_level, started_at AS created_at, updated_at, ends_at, version
  FROM sessions
 WHERE id = $1 AND user_id = $2;

-- name: list_sessions(user_id, status, before, before_id, count) -> many
SELECT id::text, user_id::text, subject, mode, status, track_id::text, problem_id, coalesce(plan, '{}') AS problem_ids,
       last_hint_level, started_at AS created_at, updated_at, ends_at
  FROM sessions
 WHERE user_id = $1
   AND ($2::text IS NULL OR status = $2)
   AND ($3::timestamptz IS NULL OR (started_at, id) < ($3, $4::uuid))
 ORDER BY started_at DESC, id DESC
 LIMIT $5;

-- name: lock_session(id, user_id) -> one_or_none
-- A learner's own session, held against other writers until commit. A retry takes none of its hints back from memory.
SELECT id::text, user_id::text, subject, mode, status, track_id::text, problem_id, coalesce(plan, '{}') AS problem_ids,
       last_hint_level, started_at AS created_at, updated_at, served_at, ends_at, version,
       greatest(last_hint_level, (SELECT max(t.level)
                                    FROM tutor_turns t
                                   WHERE t.session_id = s.id AND t.user_id = s.user_id
                                     AND t.problem_id = s.problem_id)) AS hints_seen
  FROM sessions s
 WHERE id = $1 AND user_id = $2
   FOR UPDATE;

-- name: save_session(id, user_id, status, problem_id, last_hint_level, served_at) -> one
UPDATE sessions
   SET status = $3, problem_id = $4, last_hint_level = $5, served_at = $6
 WHERE id = $1 AND user_id = $2
RETURNING id::text, user_id::text, subject, mode, status, track_id::text, problem_id, coalesce(plan, '{}') AS problem_ids,
          last_hint_level, started_at AS created_at, updated_at, ends_at, version;

-- name: list_solved(user_id, problem_ids) -> many
-- What was solved in a mock is, once the mock is over.
SELECT DISTINCT b.problem_id
  FROM submissions b
  JOIN sessions s ON s.id = b.session_id AND s.user_id = b.user_id
 WHERE b.user_id = $1 AND b.status = 'passed' AND b.problem_id = ANY ($2::text[])
   AND NOT (s.mode = 'mock' AND s.status = 'active');

-- name: list_uncounted(id, user_id) -> many
-- A mock's work that has left no evidence, in the order in which it was sent.
SELECT b.id::text, b.problem_id, b.subject, b.status, b.hint_level, b.duration_ms, b.created_at
  FROM submissions b
 WHERE b.session_id = $1 AND b.user_id = $2
   AND NOT EXISTS (SELECT FROM evidence e WHERE e.user_id = $2 AND e.submission_id = b.id)
 ORDER BY b.created_at, b.id;

-- name: list_gaps(id, user_id) -> many
-- Problems of a mock that no judged attempt was made at, and none that a grade or a person's decision is waited for.
SELECT planned.problem_id
  FROM sessions s, unnest(s.plan) AS planned(problem_id)
 WHERE s.id = $1 AND s.user_id = $2
   AND NOT EXISTS (SELECT FROM evidence e
                    WHERE e.user_id = $2 AND e.session_id = s.id AND e.problem_id = planned.problem_id)
   AND NOT EXISTS (SELECT FROM gradings g
                    WHERE g.user_id = $2 AND g.session_id = s.id AND g.problem_id = planned.problem_id
                      AND g.graded_at IS NULL)
   AND NOT EXISTS (SELECT FROM submissions b
                    WHERE b.user_id = $2 AND b.session_id = s.id AND b.problem_id = planned.problem_id
                      AND b.undetermined);

-- name: list_over(user_id, now) -> many
-- The learner's own running mocks whose time is over.
SELECT id::text
  FROM sessions
 WHERE user_id = $1 AND mode = 'mock' AND status = 'active' AND ends_at <= $2;

-- name: list_overdue_mocks(now, count) -> many
-- Running mocks whose time is over, for the worker; by itself across learners, each is then closed in its own transaction.
SELECT id::text, user_id::text
  FROM sessions
 WHERE mode = 'mock' AND status = 'active' AND ends_at <= $1
 ORDER BY ends_at
 LIMIT $2;
