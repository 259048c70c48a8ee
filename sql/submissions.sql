-- name: find_same(user_id, session_id, problem_id, problem_version, payload_sha256) -> one_or_none
-- The verdict that the same work already has in this session; a timeout is tried again.
SELECT id::text, session_id::text, problem_id, subject, status, visible_passed, visible_total, hidden_passed, hidden_total,
       categories, exec_ms, details, message, remediation, created_at
  FROM submissions
 WHERE user_id = $1 AND session_id = $2 AND problem_id = $3 AND problem_version = $4 AND payload_sha256 = $5
   AND status <> 'timeout';

-- name: add_submission(session_id, user_id, problem_id, subject, language, status, visible_passed, visible_total, hidden_passed, hidden_total, categories, exec_ms, payload_sha256, problem_version, hint_level, duration_ms, credit, evaluator_version, details, message, remediation, now) -> one
INSERT INTO submissions (session_id, user_id, problem_id, subject, language, status, visible_passed, visible_total,
                         hidden_passed, hidden_total, categories, exec_ms, payload_sha256, problem_version, hint_level,
                         duration_ms, credit, evaluator_version, details, message, remediation, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13, $14, $15, $16, $17, $18, $19::json, $20, $21::json, $22)
RETURNING id::text, session_id::text, problem_id, subject, status, visible_passed, visible_total, hidden_passed, hidden_total,
          categories, exec_ms, details, message, remediation, created_at;

-- name: get_submission(id, user_id) -> one_or_none
SELECT s.id::text, s.session_id::text, s.problem_id, s.subject, s.status, s.visible_passed, s.visible_total, s.hidden_passed,
       s.hidden_total, s.categories, s.exec_ms, s.details, s.message, s.remediation, s.created_at,
       (e.mode = 'mock' AND e.status = 'active') AS sealed
  FROM submissions s
  JOIN sessions e ON e.id = s.session_id AND e.user_id = s.user_id
 WHERE s.id = $1 AND s.user_id = $2;

-- name: list_submissions(session_id, user_id, before, before_id, count) -> many
SELECT s.id::text, s.session_id::text, s.problem_id, s.subject, s.status, s.visible_passed, s.visible_total, s.hidden_passed,
       s.hidden_total, s.categories, s.exec_ms, s.details, s.message, s.remediation, s.created_at,
       (e.mode = 'mock' AND e.status = 'active') AS sealed
  FROM submissions s
  JOIN sessions e ON e.id = s.session_id AND e.user_id = s.user_id
 WHERE s.session_id = $1 AND s.user_id = $2
   AND ($3::timestamptz IS NULL OR (s.created_at, s.id) < ($3, $4::uuid))
 ORDER BY s.created_at DESC, s.id DESC
 LIMIT $5;

-- name: last_categories(session_id, user_id, problem_id) -> scalar
-- What failed the last time, for the hint to follow.
SELECT categories
  FROM submissions
 WHERE session_id = $1 AND user_id = $2 AND problem_id = $3
 ORDER BY created_at DESC
 LIMIT 1;

-- name: has_passed(session_id, user_id, problem_id) -> scalar
SELECT EXISTS (SELECT FROM submissions
                WHERE session_id = $1 AND user_id = $2 AND problem_id = $3 AND status = 'passed');

-- name: add_graded(id, session_id, user_id, problem_id, subject, status, passed, total, categories, payload_sha256, problem_version, hint_level, duration_ms, credit, now) -> none
-- An open answer with its grade: its dimensions are its visible tests.
INSERT INTO submissions (id, session_id, user_id, problem_id, subject, status, visible_passed, visible_total, categories,
                         payload_sha256, problem_version, hint_level, duration_ms, credit, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $13, $14, $15);
