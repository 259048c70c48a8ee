-- name: list_affected(problem_id, version, every) -> many
-- Whose work on a problem was judged by another version of it, or all whose work the evaluator judged.
SELECT user_id::text, count(*) AS number
  FROM submissions
 WHERE problem_id = $1 AND payload IS NOT NULL AND decided_by IS NULL
   AND ($3::bool OR coalesce(judged_version, problem_version) <> $2)
 GROUP BY user_id
 ORDER BY user_id;

-- name: list_to_judge(user_id, problem_id, version, every) -> many
SELECT s.id::text, s.session_id::text, s.subject, s.payload::text, s.status, s.visible_passed, s.visible_total, s.hidden_passed,
       s.hidden_total, s.categories, s.credit, s.evaluator_version, s.hint_level, s.duration_ms, s.created_at,
       coalesce(s.judged_version, s.problem_version) AS version, e.mode = 'mock' AND e.status = 'active' AS sealed
  FROM submissions s
  JOIN sessions e ON e.id = s.session_id AND e.user_id = s.user_id
 WHERE s.user_id = $1 AND s.problem_id = $2 AND s.payload IS NOT NULL AND s.decided_by IS NULL
   AND ($4::bool OR coalesce(s.judged_version, s.problem_version) <> $3)
 ORDER BY s.created_at, s.id;

-- name: set_judgement(id, user_id, before, version, status, visible_passed, visible_total, hidden_passed, hidden_total, categories, exec_ms, credit, evaluator_version, details, message, remediation, undetermined) -> none
UPDATE submissions
   SET judgements = judgements || $3::text::jsonb, judged_version = $4, status = $5, visible_passed = $6, visible_total = $7,
       hidden_passed = $8, hidden_total = $9, categories = $10::text::jsonb, exec_ms = $11, credit = $12, evaluator_version = $13,
       details = $14::text::json, message = $15, remediation = $16::text::json, undetermined = $17
 WHERE id = $1 AND user_id = $2;

-- name: correct_evidence(submission_id, user_id, correct, credit) -> scalar
UPDATE evidence SET correct = $3, credit = $4 WHERE submission_id = $1 AND user_id = $2 RETURNING id;

-- name: drop_evidence(submission_id, user_id) -> none
DELETE FROM evidence WHERE submission_id = $1 AND user_id = $2;

-- name: add_late_evidence(user_id, session_id, submission_id, problem_id, topics, outcomes, difficulty, correct, credit, hint_level, duration_ms, at, expected_minutes) -> none
-- Behind what there was at its time.
INSERT INTO evidence (user_id, session_id, submission_id, problem_id, topics, outcomes, difficulty, correct, credit,
                      first_attempt, hint_level, duration_ms, at, expected_minutes, follows)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, false, $10, $11, $12, $13,
        (SELECT CASE WHEN max(id) IS NULL THEN 0 ELSE max(id) END
           FROM evidence
          WHERE user_id = $1 AND at <= $12 AND follows IS NULL));

-- name: settle_first(user_id, session_id, problem_id) -> none
-- The first attempt of a session at a problem is the one that comes first.
UPDATE evidence e
   SET first_attempt = (e.id = f.id)
  FROM (SELECT id
          FROM evidence
         WHERE user_id = $1 AND session_id = $2 AND problem_id = $3
         ORDER BY coalesce(follows, id), id
         LIMIT 1) f
 WHERE e.user_id = $1 AND e.session_id = $2 AND e.problem_id = $3 AND e.first_attempt <> (e.id = f.id);
