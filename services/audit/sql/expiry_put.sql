-- $1 expiry_id, $2 segment, $3 text[] class, $4 date[] last day of each, $5 boolean out of the archive, too, $6 entries, $7 purpose,
-- $8 entered by
INSERT INTO expiry (expiry_id, segment, class, last_day, archive, due, purpose, entered_by, done_to)
SELECT $1::uuid, number, $3::text[], $4::date[], $5::boolean, $6::bigint, $7, $8, first - 1
FROM archive_segment WHERE number = $2::int
