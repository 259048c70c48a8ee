-- Whether a model was asked for a grade, or will be: what that takes counts for the day, whoever grades in the end.
ALTER TABLE gradings ADD COLUMN by_model BOOLEAN NOT NULL DEFAULT false;
UPDATE gradings SET by_model = true WHERE state = 'pending';
