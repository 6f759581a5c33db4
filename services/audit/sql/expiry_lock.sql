-- $1 expiry_id; the row stays locked: as segment_list
SELECT s.number, s.first, s.last, encode(s.digest, 'hex'), s.closed_by, '', e.expiry_id, e.state, e.entered_by, e.decided_by, e.due,
    e.expired, e.archive, expiry_days(e.class, e.last_day)
FROM expiry e JOIN archive_segment s ON s.number = e.segment WHERE e.expiry_id = $1::uuid FOR UPDATE OF e
