-- Mocks that are running are few, and asked for every few seconds.
CREATE INDEX idx_sessions_running_mocks ON sessions (ends_at, user_id) WHERE mode = 'mock' AND status = 'active';
