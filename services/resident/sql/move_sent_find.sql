-- The 宛名番号 of somebody who left, or is to leave, under this reference and has no later 転出.
-- $1 move_ref, $2 place
SELECT m.addressee_number
FROM move_out_certificate m
CROSS JOIN LATERAL (
    SELECT r.move_out_change_id FROM person_record r
    WHERE r.addressee_number = m.addressee_number ORDER BY r.history_number DESC LIMIT 1) r
WHERE m.move_ref = $1 AND m.place = $2::int AND r.move_out_change_id = m.move_ref
