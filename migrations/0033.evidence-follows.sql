-- `follows`: the evidence behind which a rejudge put one that should have been there; otherwise evidence comes by its id.
-- `expected_minutes`: the problem's at the time, by which a replay finds slow answers slow again.
ALTER TABLE evidence
  ADD COLUMN follows          BIGINT,
  ADD COLUMN expected_minutes INT;
UPDATE evidence e SET expected_minutes = p.expected_minutes FROM problems p WHERE p.id = e.problem_id;
