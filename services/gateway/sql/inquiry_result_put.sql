-- $1 inquiry_id, $2 information, sealed, $3 now, $4 how long it is kept, in milliseconds
INSERT INTO inquiry_result (inquiry_id, information, erase_at)
VALUES ($1, $2::bytea, $3::timestamp + $4::bigint * interval '1 ms')
