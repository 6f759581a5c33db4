-- The latest record of whom a person_ref means. $1 person_ref
SELECT r.addressee_number, r.history_number::text, r.content
FROM link_person l
JOIN person p ON p.addressee_number = l.addressee_number
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE l.person_ref = $1
