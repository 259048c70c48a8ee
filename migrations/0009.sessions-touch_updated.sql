CREATE OR REPLACE FUNCTION touch_sessions_updated()
RETURNS TRIGGER AS $$
BEGIN
  NEW.updated_at = now();
  RETURN NEW;
END; $$ LANGUAGE plpgsql;

CREATE TRIGGER trg_sessions_touch
BEFORE UPDATE ON sessions
FOR EACH ROW EXECUTE PROCEDURE touch_sessions_updated();
