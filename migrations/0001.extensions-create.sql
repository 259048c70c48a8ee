-- The seed asks for both; nothing needs them since gen_random_uuid() is Postgres's own, and the embedded server's
-- wheel does not ship them: they are made where the server has them.
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['uuid-ossp', 'pgcrypto'] LOOP
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = wanted) THEN
      EXECUTE format('CREATE EXTENSION IF NOT EXISTS %I', wanted);
    END IF;
  END LOOP;
END $$;
