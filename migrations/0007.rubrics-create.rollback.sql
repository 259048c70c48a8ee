DROP TABLE rubrics;
