-- Since when the learner's data is being deleted: nothing new is taken in for them while this is set.
ALTER TABLE learners ADD COLUMN leaving_since TIMESTAMPTZ;
