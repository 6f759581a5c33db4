-- $1 index of the last entry
UPDATE log_head SET index = $1::bigint
