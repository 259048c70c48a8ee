-- What the worker has yet to learn from an attempt: written with it, taken out once it is learned. A watermark over ids
-- would pass over evidence that commits after a later one.
ALTER TABLE evidence ADD COLUMN lesson JSONB;
CREATE INDEX idx_evidence_lesson ON evidence(id) WHERE lesson IS NOT NULL;
