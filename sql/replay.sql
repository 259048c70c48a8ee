-- name: list_evidence(user_id) -> many
-- All of it in the order in which it counts.
SELECT e.id, coalesce(e.follows, e.id) AS place, e.session_id::text, e.problem_id, e.topics, e.outcomes, e.difficulty, e.correct,
       e.credit, e.first_attempt, e.hint_level, e.duration_ms, e.expected_minutes, e.predicted, e.weights_version,
       e.basis::text, e.history::text, e.lesson IS NOT NULL AS waits, e.at, s.mode
  FROM evidence e
  JOIN sessions s ON s.id = e.session_id AND s.user_id = e.user_id
 WHERE e.user_id = $1
 ORDER BY coalesce(e.follows, e.id), e.id;

-- name: list_weights(versions) -> many
SELECT version, weights::text FROM mastery_weights WHERE version = ANY ($1::int[]);

-- name: list_problem_items(ids) -> many
-- What all learners' attempts told of these problems.
SELECT kind, id, drift, attempts, wins FROM mastery_items WHERE kind = 'problem' AND id = ANY ($1::text[]);

-- name: list_reviewed(user_id) -> many
SELECT id, problem_id, rating, kind, duration_ms, previous_interval, next_interval, reviewed_at, gap,
       coalesce(evidence_id, 0) AS place
  FROM review_log
 WHERE user_id = $1
 ORDER BY id;

-- name: list_queue(user_id) -> many
SELECT problem_id, reason, next_due_at, bucket, card::text, interval_days
  FROM review_queue
 WHERE user_id = $1
 ORDER BY problem_id;

-- name: set_replayed(id, user_id, predicted, weights_version, basis, history, lesson) -> none
-- What follows from evidence; a lesson that the worker has taken stays taken.
UPDATE evidence
   SET predicted = $3, weights_version = $4, basis = $5, history = $6,
       lesson = CASE WHEN lesson IS NULL THEN NULL ELSE $7::jsonb END
 WHERE id = $1 AND user_id = $2;

-- name: set_learner(user_id, ability, attempts, state, at) -> none
-- Without evidence there is no time at which they moved.
UPDATE learners
   SET ability = $2, attempts = $3, state = $4::text::jsonb,
       updated_at = CASE WHEN $5::timestamptz IS NULL THEN updated_at ELSE $5 END
 WHERE user_id = $1;

-- name: set_mastery(user_id, key_type, key_id, score, ema, ability, attempts, correct, state, at) -> none
INSERT INTO mastery (user_id, key_type, key_id, score, ema, ability, attempts, correct, state, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, $10)
    ON CONFLICT (user_id, key_type, key_id) DO UPDATE
   SET score = excluded.score, ema = excluded.ema, ability = excluded.ability, attempts = excluded.attempts,
       correct = excluded.correct, state = excluded.state, updated_at = excluded.updated_at;

-- name: drop_mastery(user_id, key_type, key_id) -> none
DELETE FROM mastery WHERE user_id = $1 AND key_type = $2 AND key_id = $3;

-- name: drop_review(user_id, problem_id) -> none
DELETE FROM review_queue WHERE user_id = $1 AND problem_id = $2;

-- name: drop_log(user_id, problem_id) -> none
DELETE FROM review_log WHERE user_id = $1 AND problem_id = $2;
