-- $1 move_ref: the move and its persons, in their order
SELECT m.municipality, m.destination, m.planned_date, p.place, p.serial, p.name, p.name_kana, p.birth_date, p.relationship
FROM move m JOIN move_person p ON p.move_ref = m.move_ref WHERE m.move_ref = $1 ORDER BY p.place
