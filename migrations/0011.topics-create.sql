CREATE TABLE topics (
  id            TEXT PRIMARY KEY,
  subject       TEXT NOT NULL CHECK (subject IN ('coding', 'math', 'systems')),
  title         TEXT NOT NULL,
  prerequisites TEXT[] NOT NULL DEFAULT '{}'
);
