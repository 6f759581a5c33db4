-- $1 source, $2 id of a dead letter whose replay failed, $3 offset of that record
UPDATE dead_letter SET at_offset = $3::bigint WHERE source = $1 AND id = $2
