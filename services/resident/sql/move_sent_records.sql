-- The persons of 転出証明書情報 that was sent, as they stand now, in its order. $1 move_ref
SELECT r.addressee_number, r.history_number::text, r.content
FROM move_out_certificate m
CROSS JOIN LATERAL (
    SELECT * FROM person_record r WHERE r.addressee_number = m.addressee_number ORDER BY r.history_number DESC LIMIT 1) r
WHERE m.move_ref = $1 ORDER BY m.place
