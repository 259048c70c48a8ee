-- name: has_migration(id) -> scalar
-- Whether yoyo has applied it: a database that answers may still be one that nobody has migrated.
SELECT EXISTS (SELECT FROM _yoyo_migration WHERE migration_id = $1);

-- name: list_migrations() -> many
-- What yoyo has applied.
SELECT migration_id AS id FROM _yoyo_migration;
