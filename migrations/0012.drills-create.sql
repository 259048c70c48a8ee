-- Which problems train what a failure showed.
CREATE TABLE drills (
  category   TEXT NOT NULL,
  problem_id TEXT NOT NULL REFERENCES problems(id) ON DELETE CASCADE,
  position   INT  NOT NULL,
  PRIMARY KEY (category, problem_id)
);
