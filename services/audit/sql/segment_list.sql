-- $1 number behind which to begin, $2 most rows: number, first, last, digest, closed_by, closed_at, expiry_id, state,
-- entered_by, decided_by, due, expired, archive, days
SELECT number, first, last, digest, closed_by, closed_at, expiry_id, state, entered_by, decided_by, due, expired, archive, days
FROM segment_state WHERE number > $1::int ORDER BY number LIMIT $2::bigint
