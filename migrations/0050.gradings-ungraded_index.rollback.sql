DROP INDEX idx_gradings_ungraded;
