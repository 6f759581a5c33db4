-- Takes out who was to leave by a day and has left, died or stayed after all. $1 day
DELETE FROM move_out_planned m
WHERE m.planned_date <= $1
  AND NOT EXISTS (
    SELECT FROM person p
    JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
    WHERE p.addressee_number = m.addressee_number AND p.state = 1 AND r.move_out_planned_date = m.planned_date)
