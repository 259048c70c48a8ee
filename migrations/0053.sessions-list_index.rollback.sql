DROP INDEX idx_sessions_list;
