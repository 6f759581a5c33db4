-- $1 source, $2 id of a dead letter that was replayed and applied
UPDATE dead_letter SET resolved_at = now() WHERE source = $1 AND id = $2
