-- $1 index of the last entry, $2 word of the batch
UPDATE log_head SET index = $1::bigint, word = $2
