-- name: list_rubrics(domain, after, count) -> many
SELECT id::text, domain, title, dimensions, created_at
  FROM rubrics
 WHERE ($1::text IS NULL OR domain = $1) AND ($2::uuid IS NULL OR id > $2)
 ORDER BY id
 LIMIT $3;

-- name: get_rubric(id) -> one_or_none
SELECT id::text, domain, title, dimensions, created_at
  FROM rubrics
 WHERE id = $1;

-- name: find_newest(slug) -> one_or_none
-- The rubric of a problem: its newest version.
SELECT id::text, domain, title, dimensions, created_at
  FROM rubrics
 WHERE metadata ->> 'slug' = $1
 ORDER BY (metadata ->> 'version')::int DESC
 LIMIT 1;

-- name: add_rubric(id, domain, title, dimensions, metadata) -> none
-- Rubrics are immutable: the id is made of name and version, and what stands stays.
INSERT INTO rubrics (id, domain, title, dimensions, metadata)
VALUES ($1, $2, $3, $4::jsonb, $5::jsonb)
    ON CONFLICT (id) DO NOTHING;

-- name: has_rubric(id, domain, title, dimensions) -> scalar
-- Whether this version says what is given.
SELECT EXISTS (SELECT FROM rubrics WHERE id = $1 AND domain = $2 AND title = $3 AND dimensions = $4::jsonb);
