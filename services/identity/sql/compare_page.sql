-- binary
-- A page of what stands under each 住民票コード, also under one that was given up: the prefecture was told of it.
-- $1 blind index of the last one before in hexadecimal ('' at first), $2 how many: blind index, then the row with its numbers
SELECT encode(p.code_index, 'hex'), r.register_ref, r.update_number::text, r.content, r.resident_code, r.individual_number
FROM (SELECT code_index, register_ref, update_number FROM person WHERE code_index > decode($1, 'hex')
      ORDER BY code_index LIMIT $2::int) p
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
ORDER BY p.code_index
