-- $1 how many at most: the notices whose receipt is overdue, the oldest first. Columns as media_comparison.
SELECT r.register_ref, r.resident_code, r.individual_number, r.name, coalesce(r.birth_date_written, r.birth_date),
       r.sex, r.address, n.reason, r.change_date
FROM notice_overdue o
JOIN notice n ON n.event_id = o.event_id
JOIN record r ON r.register_ref = n.register_ref AND r.update_number = n.update_number
ORDER BY n.register_ref, n.sequence
LIMIT $1::int
