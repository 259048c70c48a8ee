-- A learner's last deletion: all that stays of them afterwards. `counts` is table → rows deleted, raised batch by batch.
CREATE TABLE deletions (
  user_id      UUID PRIMARY KEY,
  requested_at TIMESTAMPTZ NOT NULL,
  finished_at  TIMESTAMPTZ,
  counts       JSONB NOT NULL DEFAULT '{}'
);
