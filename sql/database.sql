-- name: ping() -> scalar
SELECT 1;

-- name: list_migrations() -> many
-- What yoyo has applied.
SELECT migration_id AS id FROM _yoyo_migration;
