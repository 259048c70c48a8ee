-- name: add_grading(id, user_id, session_id, problem_id, subject, rubric_id, answer, state, payload_sha256, hint_level, duration_ms, now) -> one_or_none
-- The same answer to the same problem in the same session waits once.
INSERT INTO gradings (id, user_id, session_id, problem_id, subject, rubric_id, answer, state, payload_sha256, hint_level, duration_ms,
                      created_at, by_model)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $8 = 'pending')
    ON CONFLICT (session_id, problem_id, payload_sha256) DO NOTHING
RETURNING id::text, session_id::text, problem_id, subject, state, created_at;

-- name: find_same_answer(user_id, session_id, problem_id, payload_sha256) -> one
SELECT id::text, session_id::text, problem_id, subject, state, created_at
  FROM gradings
 WHERE user_id = $1 AND session_id = $2 AND problem_id = $3 AND payload_sha256 = $4;

-- name: get_waiting(id, user_id) -> one_or_none
SELECT id::text, session_id::text, problem_id, subject, state, created_at
  FROM gradings
 WHERE id = $1 AND user_id = $2 AND graded_at IS NULL;

-- name: list_pending(user_id, before, before_id, count) -> many
SELECT id::text, session_id::text, problem_id, subject, state, created_at
  FROM gradings
 WHERE user_id = $1 AND graded_at IS NULL
   AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
 ORDER BY created_at DESC, id DESC
 LIMIT $4;

-- name: list_ungraded(after, after_id, count) -> many
-- Any learner's, and not whose: for graders. What a model is about to grade is left to it.
SELECT g.id::text, g.problem_id, p.title, g.subject, g.rubric_id::text, g.answer, g.created_at
  FROM gradings g
  JOIN problems p ON p.id = g.problem_id
 WHERE g.graded_at IS NULL AND g.state = 'pending-human'
   AND ($1::timestamptz IS NULL OR (g.created_at, g.id) > ($1, $2::uuid))
 ORDER BY g.created_at, g.id
 LIMIT $3;

-- name: find_for_grader(id) -> one_or_none
-- Any learner's: the grader's scope lets them; who the learner is comes out of it.
SELECT id::text, user_id::text, session_id::text, problem_id, rubric_id::text
  FROM gradings
 WHERE id = $1;

-- name: lock_grading(id, user_id) -> one_or_none
SELECT id::text, user_id::text, session_id::text, problem_id, subject, rubric_id::text, state, graded_at, payload_sha256,
       hint_level, duration_ms, created_at
  FROM gradings
 WHERE id = $1 AND user_id = $2
   FOR UPDATE;

-- name: set_graded(id, user_id, now) -> none
UPDATE gradings SET graded_at = $3 WHERE id = $1 AND user_id = $2;

-- name: get_scores(submission_id, user_id) -> one_or_none
SELECT r.submission_id::text, r.rubric_id::text, r.source, r.scores, r.feedback, r.model_scores, r.model_feedback, r.model,
       r.explanation, s.status, b.dimensions
  FROM rubric_scores r
  JOIN rubrics b ON b.id = r.rubric_id
  JOIN submissions s ON s.id = r.submission_id AND s.user_id = $2
 WHERE r.submission_id = $1 AND r.user_id = $2;

-- name: save_human_scores(submission_id, rubric_id, user_id, grader_id, scores, feedback, now) -> none
-- A model's scores that stood alone move beside the human's.
INSERT INTO rubric_scores (submission_id, rubric_id, user_id, source, grader_id, scores, feedback, graded_at)
VALUES ($1, $2, $3, 'human', $4, $5::jsonb, $6::jsonb, $7)
    ON CONFLICT (submission_id, rubric_id) DO UPDATE
   SET model_scores = CASE WHEN rubric_scores.source = 'model' THEN rubric_scores.scores ELSE rubric_scores.model_scores END,
       model_feedback = CASE WHEN rubric_scores.source = 'model' THEN rubric_scores.feedback ELSE rubric_scores.model_feedback END,
       source = 'human', grader_id = excluded.grader_id, scores = excluded.scores, feedback = excluded.feedback,
       graded_at = excluded.graded_at
 WHERE rubric_scores.user_id = $3;

-- name: set_verdict(id, user_id, status, passed, categories, credit) -> none
UPDATE submissions SET status = $3, visible_passed = $4, categories = $5::jsonb, credit = $6 WHERE id = $1 AND user_id = $2;

-- name: count_for_model(user_id, since) -> one
-- What of the learner's a model was asked to grade, or will be, of what was sent since then.
SELECT count(*) AS answers, coalesce(sum(length(answer)), 0) AS characters
  FROM gradings
 WHERE user_id = $1 AND created_at >= $2 AND by_model;

-- name: get_for_model(id, user_id) -> one_or_none
-- What a model grades, and whether one has.
SELECT g.problem_id, g.answer, g.state, g.created_at, b.dimensions,
       EXISTS (SELECT FROM rubric_scores r WHERE r.submission_id = g.id AND r.user_id = $2 AND r.model IS NOT NULL) AS scored
  FROM gradings g
  JOIN rubrics b ON b.id = g.rubric_id
 WHERE g.id = $1 AND g.user_id = $2;

-- name: leave_to_human(id, user_id) -> none
UPDATE gradings SET state = 'pending-human' WHERE id = $1 AND user_id = $2;

-- name: save_model_scores(submission_id, rubric_id, user_id, scores, feedback, explanation, model, prompt_sha256, now) -> none
-- They hold, or stand beside a human's that were there first; a model's stay as they are.
INSERT INTO rubric_scores (submission_id, rubric_id, user_id, source, scores, feedback, explanation, model, prompt_sha256, graded_at)
VALUES ($1, $2, $3, 'model', $4::jsonb, $5::jsonb, $6, $7, $8, $9)
    ON CONFLICT (submission_id, rubric_id) DO UPDATE
   SET model_scores = excluded.scores, model_feedback = excluded.feedback, explanation = excluded.explanation,
       model = excluded.model, prompt_sha256 = excluded.prompt_sha256
 WHERE rubric_scores.user_id = $3 AND rubric_scores.model IS NULL;
