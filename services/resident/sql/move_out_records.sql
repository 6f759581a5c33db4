-- binary
-- The latest record of a person, with what stands against him, and, where it is another, the first one of his 転出, each
-- among all of his past. $1 addressee number
WITH latest AS MATERIALIZED (
    SELECT r.addressee_number, r.history_number, r.move_out_change_id FROM person_record r
    WHERE r.addressee_number = $1
    ORDER BY r.history_number DESC LIMIT 1
)
SELECT l.addressee_number, l.history_number::text, (SELECT v.past FROM person_past v WHERE v.addressee_number = $1) AS past,
       (SELECT p.restraints FROM person p WHERE p.addressee_number = $1) AS restraints
FROM latest l
UNION ALL
SELECT f.addressee_number, f.history_number::text, (SELECT v.past FROM person_past v WHERE v.addressee_number = $1), NULL
FROM latest l
CROSS JOIN LATERAL (
    SELECT r.addressee_number, r.history_number FROM person_record r
    WHERE r.addressee_number = $1 AND r.change_id = l.move_out_change_id AND r.history_number < l.history_number
    ORDER BY r.history_number LIMIT 1) f
