-- Maths answers that nothing could be shown about: `undetermined` until a person decides, `decided_by` from then on.
ALTER TABLE submissions
  ADD COLUMN undetermined BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN decided_by   UUID;
UPDATE submissions
   SET undetermined = true
 WHERE subject = 'math' AND status = 'error'
   AND EXISTS (SELECT FROM json_array_elements(details) AS detail WHERE detail ->> 'verdict' = 'undetermined');
CREATE INDEX idx_submissions_undetermined ON submissions (created_at, id) WHERE undetermined;
