DROP INDEX idx_sessions_given_up;
