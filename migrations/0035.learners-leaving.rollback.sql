ALTER TABLE learners DROP COLUMN leaving_since;
