ALTER TABLE tutor_turns
  DROP COLUMN model,
  DROP COLUMN prompt_version,
  DROP COLUMN prompt_sha256,
  DROP COLUMN tokens;
