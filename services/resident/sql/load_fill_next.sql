-- binary
-- The next persons to tell of: the latest record, but of who is to leave the one before it was planned, where there is
-- one, among all of their past; with what stands against them. $1 load id
SELECT r.addressee_number, r.history_number::text,
       (SELECT v.past FROM person_past v WHERE v.addressee_number = r.addressee_number) AS past, p.restraints
FROM person p
CROSS JOIN LATERAL (
    SELECT h.addressee_number, h.history_number FROM person_record h
    WHERE h.addressee_number = p.addressee_number
    ORDER BY h.state = 1 AND h.move_out_planned_date IS NOT NULL, h.history_number DESC LIMIT 1) r
WHERE p.addressee_number > (SELECT filled_to FROM migration_load WHERE load_id = $1)
ORDER BY p.addressee_number
LIMIT 100
