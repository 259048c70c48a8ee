-- What happened, for whoever follows along: written in the transaction that made it so.
CREATE TABLE events (
  id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id UUID NOT NULL,
  type    TEXT NOT NULL,
  data    JSONB NOT NULL DEFAULT '{}',
  at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX idx_events_user ON events(user_id, id);
