-- move_get of the next thing to do
SELECT m.municipality, m.destination, m.planned_date, p.place, p.serial, p.name, p.name_kana, p.birth_date, p.relationship
FROM (SELECT c.move_ref FROM call c WHERE NOT c.done ORDER BY c.id LIMIT 1) c
JOIN move m ON m.move_ref = c.move_ref JOIN move_person p ON p.move_ref = m.move_ref ORDER BY p.place
