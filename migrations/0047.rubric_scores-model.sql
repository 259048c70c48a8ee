-- Which model graded, by which prompt, and what it said of the whole; empty where none did.
ALTER TABLE rubric_scores
  ADD COLUMN model         TEXT,
  ADD COLUMN prompt_sha256 TEXT,
  ADD COLUMN explanation   TEXT;
