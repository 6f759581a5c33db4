-- $1 topic, $2 key, $3 sequence
DELETE FROM parked WHERE topic = $1 AND key = $2 AND sequence = $3::bigint
