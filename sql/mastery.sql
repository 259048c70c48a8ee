-- name: lock_learner(user_id) -> one
-- Taken first in every transaction that moves mastery or reviews, so that a learner's writes come one after another.
INSERT INTO learners (user_id)
VALUES ($1)
    ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id
RETURNING ability, attempts, leaving_since;

-- name: get_learner(user_id) -> one_or_none
SELECT ability, attempts, state::text FROM learners WHERE user_id = $1;

-- name: list_mastery(user_id) -> many
SELECT key_type, key_id, score, ema, ability, attempts, correct, state::text, updated_at
  FROM mastery
 WHERE user_id = $1
 ORDER BY key_type DESC, key_id;

-- name: read_standing(user_id, session_id, problem_id, topics, outcomes) -> one
-- All that an attempt needs, whatever the history's length: the states of its problem's keys and what is shared of them.
SELECT NOT EXISTS (SELECT FROM evidence WHERE user_id = $1 AND session_id = $2 AND problem_id = $3) AS first,
       l.ability, l.attempts, l.state::text,
       (SELECT history::text
          FROM evidence
         WHERE user_id = $1 AND problem_id = $3 AND history IS NOT NULL
         ORDER BY id DESC
         LIMIT 1) AS seen,
       (SELECT json_agg(json_build_object('key_type', key_type, 'key_id', key_id, 'ability', ability, 'ema', ema,
                                          'attempts', attempts, 'correct', correct, 'state', state))
          FROM mastery
         WHERE user_id = $1
           AND (key_type = 'topic' AND key_id = ANY ($4::text[]) OR key_type = 'outcome' AND key_id = ANY ($5::text[]))
       )::text AS keys,
       (SELECT json_agg(json_build_object('kind', kind, 'id', id, 'drift', drift, 'attempts', attempts, 'wins', wins))
          FROM mastery_items
         WHERE kind = 'problem' AND id = $3 OR kind = 'topic' AND id = ANY ($4::text[]))::text AS items,
       w.version, w.weights
  FROM learners l
  LEFT JOIN (SELECT version, weights::text FROM mastery_weights ORDER BY version DESC LIMIT 1) w ON true
 WHERE l.user_id = $1;

-- name: save_attempt(user_id, session_id, submission_id, problem_id, topics, outcomes, difficulty, correct, credit, first_attempt, hint_level, duration_ms, at, predicted, weights_version, basis, history, lesson, learner, keys) -> none
-- An attempt, and what it moves: nothing but a first one brings a `learner` and `keys`, which is [{key_type, key_id, score, state}].
WITH moved AS (
  UPDATE learners
     SET ability = ($19::jsonb ->> 'ability')::real, attempts = ($19::jsonb ->> 'attempts')::int, state = $19, updated_at = $13
   WHERE user_id = $1 AND $10
), kept AS (
  INSERT INTO mastery (user_id, key_type, key_id, score, ema, ability, attempts, correct, state, updated_at)
  SELECT $1, k.key_type, k.key_id, k.score, (k.state ->> 'ema')::real, (k.state ->> 'ability')::real,
         (k.state ->> 'attempts')::int, (k.state ->> 'correct')::int, k.state, $13
    FROM jsonb_to_recordset($20::jsonb) AS k (key_type text, key_id text, score int, state jsonb)
      ON CONFLICT (user_id, key_type, key_id) DO UPDATE
     SET score = excluded.score, ema = excluded.ema, ability = excluded.ability, attempts = excluded.attempts,
         correct = excluded.correct, state = excluded.state, updated_at = excluded.updated_at
)
INSERT INTO evidence (user_id, session_id, submission_id, problem_id, topics, outcomes, difficulty, correct, credit,
                      first_attempt, hint_level, duration_ms, at, predicted, weights_version, basis, history, lesson,
                      expected_minutes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        (SELECT expected_minutes FROM problems WHERE id = $4));

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
  FROM (SELECT duration_ms / (expected_minutes * 60000.0::float8) AS pace
          FROM evidence
         WHERE user_id = $1 AND correct AND expected_minutes IS NOT NULL
         ORDER BY at DESC, id DESC
         LIMIT 50) AS latest;

-- name: get_weights() -> one_or_none
-- Those in force: the newest.
SELECT version, weights::text, squares::text FROM mastery_weights ORDER BY version DESC LIMIT 1;

-- name: add_weights(version, weights, squares, source, lessons, now) -> none
-- Only the first of several that put the same version is heard: those that ship with the code are put by whoever comes first.
INSERT INTO mastery_weights (version, weights, squares, source, lessons, made_at)
VALUES ($1, $2::text::json, $3::text::json, $4, $5, $6)
    ON CONFLICT (version) DO NOTHING;

-- name: lock_weights() -> one_or_none
-- Held by whoever makes the next version; nobody waits for it.
SELECT version FROM mastery_weights WHERE version = 0 FOR UPDATE SKIP LOCKED;

-- name: list_topic_items() -> many
SELECT kind, id, drift, attempts, wins FROM mastery_items WHERE kind = 'topic';

-- name: list_items() -> many
SELECT kind, id, drift, attempts, wins FROM mastery_items;

-- name: save_items(items) -> none
-- What the worker learned of problems and topics: [{kind, id, drift, attempts, wins}].
INSERT INTO mastery_items (kind, id, drift, attempts, wins)
SELECT i.kind, i.id, i.drift, i.attempts, i.wins
  FROM jsonb_to_recordset($1::jsonb) AS i (kind text, id text, drift float8, attempts int, wins float8)
    ON CONFLICT (kind, id) DO UPDATE
   SET drift = excluded.drift, attempts = excluded.attempts, wins = excluded.wins;

-- name: has_lessons(count, before) -> scalar
-- Whether a batch is full, or one that is not has waited since `before`.
SELECT coalesce(count(*) >= $1 OR min(at) < $2, false)
  FROM (SELECT at FROM evidence WHERE lesson IS NOT NULL ORDER BY id LIMIT $1) AS waiting;

-- name: take_lessons(count) -> many
-- A batch of what was not learned yet, which is learned with this transaction or not at all.
WITH due AS (
  SELECT id, user_id, lesson
    FROM evidence
   WHERE lesson IS NOT NULL
   ORDER BY id
   LIMIT $1
     FOR UPDATE SKIP LOCKED
)
UPDATE evidence e
   SET lesson = NULL
  FROM due
 WHERE e.id = due.id AND e.user_id = due.user_id
RETURNING e.id, e.problem_id, e.topics, e.credit, due.lesson::text;

-- name: stream_attempts() -> cursor
-- All first attempts, learner by learner, for a refit of the weights.
SELECT id, user_id::text, problem_id, topics, outcomes, difficulty, correct, credit, at
  FROM evidence
 WHERE first_attempt
 ORDER BY evidence.user_id;
