CREATE TABLE tracks (
  id           UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  slug         TEXT UNIQUE NOT NULL,
  subject      TEXT NOT NULL CHECK (subject IN ('coding', 'math', 'systems')),
  title        TEXT NOT NULL,
  labels       JSONB NOT NULL DEFAULT '[]',
  modules      JSONB NOT NULL DEFAULT '[]',
  version      TEXT NOT NULL DEFAULT 'v1',
  created_at   TIMESTAMPTZ NOT NULL DEFAULT now()
);
