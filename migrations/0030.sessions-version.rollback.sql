CREATE OR REPLACE FUNCTION touch_sessions_updated()
RETURNS TRIGGER AS $$
BEGIN
  NEW.updated_at = now();
  RETURN NEW;
END; $$ LANGUAGE plpgsql;

ALTER TABLE sessions DROP COLUMN version;
