CREATE INDEX idx_tutor_turns_user ON tutor_turns(user_id);
DROP INDEX idx_tutor_turns_day;
