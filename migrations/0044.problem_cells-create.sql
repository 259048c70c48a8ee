-- Which topics and levels there are problems of, written whenever a bank is loaded: what comes next is looked for cell by
-- cell, so that a bank of ten thousand problems costs what its cells cost.
CREATE TABLE problem_cells (
  subject    TEXT NOT NULL,
  difficulty INT NOT NULL,
  topics     TEXT[] NOT NULL,
  PRIMARY KEY (subject, difficulty, topics)
);
INSERT INTO problem_cells (subject, difficulty, topics) SELECT DISTINCT subject, difficulty, topics FROM problems;
