ALTER TABLE gradings DROP COLUMN by_model;
