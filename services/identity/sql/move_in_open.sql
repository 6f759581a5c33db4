-- Moves that are not done, the latest first; columns as move_in_find
SELECT m.municipality_code, m.state, m.planned_date, m.erase_on, 0, 0, m.move_ref
FROM move_in m WHERE m.state <> 5 ORDER BY m.changed_at DESC LIMIT 100
