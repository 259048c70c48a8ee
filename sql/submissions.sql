-- name: find_same(id, user_id, session_id, problem_id, problem_version, payload_sha256) -> one_or_none
-- The submission of this id, or else the verdict that the same work has in this session; a timeout is tried again.
SELECT id::text, session_id::text, problem_id, subject, status, visible_passed, visible_total, hidden_passed, hidden_total,
       categories, exec_ms, details, message, remediation, created_at
  FROM submissions
 WHERE user_id = $2
   AND (id = $1::uuid
        OR session_id = $3 AND problem_id = $4 AND problem_version = $5 AND payload_sha256 = $6 AND status <> 'timeout')
 ORDER BY id = $1 DESC
 LIMIT 1;

-- name: add_submission(session_id, user_id, problem_id, subject, language, status, visible_passed, visible_total, hidden_passed, hidden_total, categories, exec_ms, payload_sha256, problem_version, hint_level, duration_ms, credit, evaluator_version, details, message, remediation, undetermined, now, id, payload) -> one
INSERT INTO submissions (id, session_id, user_id, problem_id, subject, language, status, visible_passed, visible_total,
                         hidden_passed, hidden_total, categories, exec_ms, payload_sha256, problem_version, hint_level,
                         duration_ms, credit, evaluator_version, details, message, remediation, undetermined, created_at,
                         payload)
VALUES ($24, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13, $14, $15, $16, $17, $18, $19::json, $20, $21::json, $22, $23, $25::text::json)
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

-- name: list_undetermined(after, after_id, count) -> many
-- Any learner's, and not whose: for graders.
SELECT s.id::text, s.problem_id, p.title, p.definition #>> '{answer,expected}' AS expected, s.details, s.message, s.created_at
  FROM submissions s
  JOIN problems p ON p.id = s.problem_id
 WHERE s.undetermined AND ($1::timestamptz IS NULL OR (s.created_at, s.id) > ($1, $2::uuid))
 ORDER BY s.created_at, s.id
 LIMIT $3;

-- name: find_learner(id) -> scalar
-- Any learner's: the grader's scope lets them; who the learner is comes out of it.
SELECT user_id::text FROM submissions WHERE id = $1;

-- name: lock_submission(id, user_id) -> one_or_none
SELECT session_id::text, problem_id, status, hint_level, duration_ms, undetermined, decided_by::text
  FROM submissions
 WHERE id = $1 AND user_id = $2
   FOR UPDATE;

-- name: decide(id, user_id, status, message, grader_id) -> one
-- What was undetermined counts as right or as wrong; the checks themselves stay as they were found.
UPDATE submissions
   SET status = $3, credit = CASE WHEN $3 = 'passed' THEN 1 ELSE 0 END, message = $4, undetermined = false, decided_by = $5,
       visible_passed = CASE WHEN $3 = 'passed' THEN visible_total
                             ELSE (SELECT count(*) FROM json_array_elements(details) AS detail WHERE detail ->> 'verdict' = 'AC')
                        END
 WHERE id = $1 AND user_id = $2
RETURNING id::text, session_id::text, problem_id, subject, status, visible_passed, visible_total, hidden_passed, hidden_total,
          categories, exec_ms, details, message, remediation, created_at;
