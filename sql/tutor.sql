-- name: add_turn(id, user_id, session_id, problem_id, level, category, source, text, now) -> one
INSERT INTO tutor_turns (id, user_id, session_id, problem_id, level, category, source, text, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
RETURNING id::text, level, source, text;

-- name: get_turn(id, user_id) -> one_or_none
SELECT id::text, level, source, text
  FROM tutor_turns
 WHERE id = $1 AND user_id = $2;
