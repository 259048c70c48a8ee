-- `plan` is the order of problems fixed at creation (a track's, pinned to its version, or a mock's set).
ALTER TABLE sessions
  ADD COLUMN plan          TEXT[],
  ADD COLUMN track_version TEXT,
  ADD COLUMN served_at     TIMESTAMPTZ NOT NULL DEFAULT now(),
  ADD COLUMN ends_at       TIMESTAMPTZ;
