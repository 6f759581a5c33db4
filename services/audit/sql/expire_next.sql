-- $1 most entries: what of an approved expiry was carried out: expiry_id, segment, entries expired so far, whether it is done
SELECT expiry_id, segment, expired, done FROM expire_entries($1::int)
