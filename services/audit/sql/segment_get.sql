-- $1 number: as segment_list
SELECT number, first, last, digest, closed_by, closed_at, expiry_id, state, entered_by, decided_by, due, expired, archive, days
FROM segment_state WHERE number = $1::int
