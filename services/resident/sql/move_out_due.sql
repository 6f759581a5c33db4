-- Who was to leave by a day and still is a resident, the longest due first. $1 day
SELECT m.addressee_number, m.planned_date, s.move_out_change_id
FROM move_out_planned m
CROSS JOIN LATERAL (
    SELECT r.state, r.move_out_planned_date, r.move_out_change_id
    FROM person_record r WHERE r.addressee_number = m.addressee_number ORDER BY r.history_number DESC LIMIT 1) s
WHERE m.planned_date <= $1 AND s.state = 1 AND s.move_out_planned_date = m.planned_date
ORDER BY m.planned_date, m.addressee_number LIMIT 500
