-- Whether a learner gave a problem up, which opens its solution.
CREATE INDEX idx_sessions_given_up ON sessions (user_id, problem_id) WHERE status = 'abandoned';
