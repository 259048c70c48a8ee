ALTER TABLE mastery DROP COLUMN ability, DROP COLUMN attempts, DROP COLUMN correct;
