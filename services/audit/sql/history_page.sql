-- The acts about a person that are told to the person. What is held back leaves no gap: it counts for no page.
-- $1 text[] subjects, $2 timestamptz from, $3 index behind which to begin, or 0, $4 timestamptz until (not included),
-- $5 text[] actions that are told, $6 today, $7 most rows: index, time in Japan, record
SELECT l.index, to_char(l.recorded_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS'), l.record
FROM audit_log l
WHERE l.subject = ANY ($1::text[])
  AND (l.recorded_at, l.index) > (greatest($2::timestamptz,
      (SELECT recorded_at FROM audit_log WHERE index = $3::bigint)), $3::bigint)
  AND l.recorded_at < $4::timestamptz
  AND l.action = ANY ($5::text[])
  AND NOT EXISTS (
      SELECT FROM (SELECT DISTINCT ON (h.operator_id) h.operator_id, h.until
                   FROM history_hold h WHERE h.subject && $1::text[] AND h.state = 'approved'
                   ORDER BY h.operator_id, h.decided_at DESC) held
      WHERE held.operator_id = l.operator_id AND held.until > $6::date)
ORDER BY l.recorded_at, l.index LIMIT $7::bigint
