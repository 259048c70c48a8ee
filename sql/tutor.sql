-- name: add_turn(id, user_id, session_id, problem_id, level, category, source, text, model, prompt_version, prompt_sha256, tokens, now) -> one
INSERT INTO tutor_turns (id, user_id, session_id, problem_id, level, category, source, text,
                         model, prompt_version, prompt_sha256, tokens, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
RETURNING id::text, level, source, text;

-- name: get_turn(id, user_id) -> one_or_none
SELECT id::text, level, source, text
  FROM tutor_turns
 WHERE id = $1 AND user_id = $2;

-- name: save_spoken(id, user_id, source, text, tokens) -> none
-- What was said in the end, and what it cost.
UPDATE tutor_turns
   SET source = $3, text = $4, tokens = $5
 WHERE id = $1 AND user_id = $2;

-- name: tokens_since(user_id, since) -> scalar
-- What the model has used for the learner; turns under way count with their estimate.
SELECT coalesce(sum(tokens), 0)::int
  FROM tutor_turns
 WHERE user_id = $1 AND created_at >= $2;
