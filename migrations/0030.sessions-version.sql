-- What the ETag says: it counts every change, by whichever statement, and two within one microsecond.
ALTER TABLE sessions ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

CREATE OR REPLACE FUNCTION touch_sessions_updated()
RETURNS TRIGGER AS $$
BEGIN
  NEW.version = OLD.version + 1;
  -- Of two at once the one that began first may write last: time does not go back.
  NEW.updated_at = greatest(now(), OLD.updated_at);
  RETURN NEW;
END; $$ LANGUAGE plpgsql;
