-- The tokens that a learner's turns of today took; it finds all turns of a learner as well as the index before it did.
CREATE INDEX idx_tutor_turns_day ON tutor_turns (user_id, created_at);
DROP INDEX idx_tutor_turns_user;
