-- A page of a learner's sessions, the latest first, without sorting the rest.
CREATE INDEX idx_sessions_list ON sessions (user_id, started_at DESC, id DESC);
