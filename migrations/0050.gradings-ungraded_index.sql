-- Graders go through what waits for a human in the order it came.
CREATE INDEX idx_gradings_ungraded ON gradings (created_at, id) WHERE graded_at IS NULL AND state = 'pending-human';
