-- name: list_migrations() -> many
-- What yoyo has applied.
SELECT migration_id AS id FROM _yoyo_migration;

-- name: get_digest() -> scalar
SELECT digest FROM content_loaded;

-- name: save_digest(digest) -> none
INSERT INTO content_loaded (digest)
VALUES ($1)
    ON CONFLICT (only_row) DO UPDATE
   SET digest = excluded.digest, loaded_at = now();
