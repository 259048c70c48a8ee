-- What the mastery model keeps of a learner and of each key, whatever the length of their history.
ALTER TABLE learners ADD COLUMN state JSONB NOT NULL DEFAULT '{}';
ALTER TABLE mastery ADD COLUMN state JSONB NOT NULL DEFAULT '{}';
