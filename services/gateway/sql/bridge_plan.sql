-- $1 consumer, $2 number, $3 kind, $4 part, $5 whether it is the last one, $6 after, $7 until, $8 day. Another instance may
-- have planned it in this moment.
INSERT INTO bridge_file (consumer, number, kind, part, last_part, after, until, day, state)
VALUES ($1, $2::bigint, $3, $4::int, $5::boolean, $6::bigint, $7::bigint, $8::date, 'planned')
ON CONFLICT DO NOTHING
