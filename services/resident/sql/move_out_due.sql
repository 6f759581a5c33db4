-- Who was to leave by a day and still is a resident, the longest due first. $1 day
SELECT m.addressee_number, m.planned_date, r.move_out_change_id
FROM move_out_planned m
JOIN person p ON p.addressee_number = m.addressee_number AND p.state = 1
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
    AND r.move_out_planned_date = m.planned_date
WHERE m.planned_date <= $1
ORDER BY m.planned_date, m.addressee_number LIMIT 500
