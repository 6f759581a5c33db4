-- $1 how many at most: who is a resident now: register_ref, both numbers sealed, then the other six of the 8 items
SELECT r.register_ref, r.resident_code, r.individual_number, r.name, coalesce(r.birth_date_written, r.birth_date),
       r.sex, r.address, r.reason, r.change_date
FROM person p
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
WHERE r.current AND NOT p.replaced
ORDER BY p.code_index
LIMIT $1::int
