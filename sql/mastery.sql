-- name: lock_learner(user_id) -> one
-- Taken first in every transaction that moves mastery or reviews, so that a learner's writes come one after another.
INSERT INTO learners (user_id)
VALUES ($1)
    ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id
RETURNING ability, attempts, leaving_since;

-- name: save_learner(user_id, ability, attempts, now) -> none
UPDATE learners SET ability = $2, attempts = $3, updated_at = $4 WHERE user_id = $1;

-- name: get_learner(user_id) -> one_or_none
SELECT ability, attempts FROM learners WHERE user_id = $1;

-- name: list_mastery(user_id) -> many
SELECT key_type, key_id, score, ema, ability, attempts, correct, updated_at
  FROM mastery
 WHERE user_id = $1
 ORDER BY key_type DESC, key_id;

-- name: save_mastery(user_id, key_type, key_id, score, ema, ability, attempts, correct, now) -> none
INSERT INTO mastery (user_id, key_type, key_id, score, ema, ability, attempts, correct, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (user_id, key_type, key_id) DO UPDATE
   SET score = excluded.score, ema = excluded.ema, ability = excluded.ability, attempts = excluded.attempts,
       correct = excluded.correct, updated_at = excluded.updated_at;

-- name: has_attempted(user_id, session_id, problem_id) -> scalar
SELECT EXISTS (SELECT FROM evidence WHERE user_id = $1 AND session_id = $2 AND problem_id = $3);

-- name: add_evidence(user_id, session_id, submission_id, problem_id, topics, outcomes, difficulty, correct, credit, first_attempt, hint_level, duration_ms, predicted, at) -> none
INSERT INTO evidence (user_id, session_id, submission_id, problem_id, topics, outcomes, difficulty, correct, credit,
                      first_attempt, hint_level, duration_ms, predicted, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: list_recent(user_id, count) -> many
-- The learner's last first attempts, the latest first.
SELECT problem_id, topics, outcomes, difficulty, correct, credit, first_attempt, hint_level, duration_ms, predicted, at
  FROM evidence
 WHERE user_id = $1 AND first_attempt
 ORDER BY at DESC, id DESC
 LIMIT $2;

-- name: usual_pace(user_id) -> scalar
-- The learner's own median of time taken to time expected, over the last 50 correct answers; NULL with fewer than 5.
SELECT CASE WHEN count(*) >= 5 THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY pace) END
  FROM (SELECT e.duration_ms / (p.expected_minutes * 60000.0) AS pace
          FROM evidence e
          JOIN problems p ON p.id = e.problem_id
         WHERE e.user_id = $1 AND e.correct
         ORDER BY e.at DESC
         LIMIT 50) AS latest;
