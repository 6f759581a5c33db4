-- the last segment: as segment_list
SELECT number, first, last, digest, closed_by, closed_at, expiry_id, state, entered_by, decided_by, due, expired, archive, days
FROM segment_state ORDER BY number DESC LIMIT 1
