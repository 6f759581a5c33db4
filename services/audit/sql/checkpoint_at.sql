-- $1 size: size and note of that checkpoint
SELECT size, note FROM cosigned_checkpoint WHERE size = $1::bigint
