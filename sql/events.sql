-- name: add_event(user_id, type, data, at) -> none
INSERT INTO events (user_id, type, data, at)
VALUES ($1, $2, $3::jsonb, $4);
