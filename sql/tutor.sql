-- name: add_turn(id, user_id, session_id, problem_id, level, category, source, text, now) -> none
INSERT INTO tutor_turns (id, user_id, session_id, problem_id, level, category, source, text, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
