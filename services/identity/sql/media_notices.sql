-- binary
-- $1 how many at most: the notices whose receipt is overdue, the oldest first. Columns as media_comparison, then 異動事由 as
-- told.
SELECT r.register_ref, r.update_number::text, r.content, r.resident_code, r.individual_number, n.reason
FROM notice_overdue o
JOIN notice n ON n.event_id = o.event_id
JOIN record r ON r.register_ref = n.register_ref AND r.update_number = n.update_number
ORDER BY n.register_ref, n.sequence
LIMIT $1::int
