-- Takes out who was to leave by a day and has left, died or stayed after all. $1 day
DELETE FROM move_out_planned m
WHERE m.planned_date <= $1
  AND m.planned_date IS DISTINCT FROM (
    SELECT CASE r.state WHEN 1 THEN r.move_out_planned_date END
    FROM person_record r WHERE r.addressee_number = m.addressee_number ORDER BY r.history_number DESC LIMIT 1)
