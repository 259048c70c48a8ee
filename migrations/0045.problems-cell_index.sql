CREATE INDEX idx_problems_cell ON problems (subject, difficulty, topics, id) INCLUDE (title);
