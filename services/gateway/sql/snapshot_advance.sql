-- $1 snapshot_id, $2 the last 宛名番号 passed, $3 persons told so far, $4 their digest
UPDATE snapshot SET position = $2, persons = $3::bigint, digest = $4::bytea, moved_at = now() WHERE snapshot_id = $1
