ALTER TABLE rubrics
  ADD CONSTRAINT rubrics_domain_check CHECK (domain IN ('systems', 'math'));
