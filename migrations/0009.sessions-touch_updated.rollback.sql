DROP TRIGGER trg_sessions_touch ON sessions; DROP FUNCTION touch_sessions_updated();
