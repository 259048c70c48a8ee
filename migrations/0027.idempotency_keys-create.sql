-- What a key was first sent with and what it was answered; `status` is NULL while that request is under way.
CREATE TABLE idempotency_keys (
  user_id    UUID NOT NULL,
  key        TEXT NOT NULL,
  request    TEXT NOT NULL,
  status     INT,
  headers    JSON,
  body       BYTEA,
  started_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (user_id, key)
);
CREATE INDEX idx_idempotency_started ON idempotency_keys(started_at);
