ALTER TABLE rubrics DROP CONSTRAINT rubrics_domain_check;
