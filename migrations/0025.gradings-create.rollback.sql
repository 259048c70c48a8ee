DROP TABLE gradings;
