-- name: get_digest() -> scalar
SELECT digest FROM content_loaded;

-- name: save_digest(digest) -> none
INSERT INTO content_loaded (digest)
VALUES ($1)
    ON CONFLICT (only_row) DO UPDATE
   SET digest = excluded.digest, loaded_at = now();
