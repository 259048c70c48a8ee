-- name: list_tracks(subject, label, after, count) -> many
SELECT id::text, slug, subject, title, labels, modules, version
  FROM tracks
 WHERE ($1::text IS NULL OR subject = $1)
   AND ($2::text IS NULL OR labels ? $2)
   AND ($3::text IS NULL OR slug > $3)
 ORDER BY slug
 LIMIT $4;

-- name: find_track(key) -> one_or_none
-- By UUID or by slug; no slug looks like a UUID, the loader sees to that.
SELECT id::text, slug, subject, title, labels, modules, version
  FROM tracks
 WHERE id::text = lower($1) OR slug = $1;

-- name: add_track(slug, subject, title, labels, modules, version) -> one_or_none
-- None where there is one, if need be after waiting for whoever is adding it.
INSERT INTO tracks (slug, subject, title, labels, modules, version)
VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, $6)
    ON CONFLICT (slug) DO NOTHING
RETURNING id::text, slug, subject, title, labels, modules, version;

-- name: lock_track(slug) -> one
SELECT id::text, slug, subject, title, labels, modules, version
  FROM tracks
 WHERE slug = $1
   FOR UPDATE;

-- name: save_track(slug, subject, title, labels, modules, version) -> one
INSERT INTO tracks (slug, subject, title, labels, modules, version)
VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, $6)
    ON CONFLICT (slug) DO UPDATE
   SET subject = excluded.subject, title = excluded.title, labels = excluded.labels,
       modules = excluded.modules, version = excluded.version
RETURNING id::text, slug, subject, title, labels, modules, version;
