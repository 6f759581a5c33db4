-- $1 move_ref: municipality code, state, 転出予定年月日, erased on, notices sent and received
SELECT m.municipality_code, m.state, m.planned_date, m.erase_on, count(l.event_id), count(l.acknowledged_at), m.move_ref
FROM move_in m LEFT JOIN move_letter l ON l.move_ref = m.move_ref AND l.kind = 'notice'
WHERE m.move_ref = $1
GROUP BY m.move_ref
