-- What a model's turn was made with, and what it cost; `tokens` is an estimate until the turn has ended.
ALTER TABLE tutor_turns
  ADD COLUMN model TEXT,
  ADD COLUMN prompt_version TEXT,
  ADD COLUMN prompt_sha256 TEXT,
  ADD COLUMN tokens INT NOT NULL DEFAULT 0 CHECK (tokens >= 0);
