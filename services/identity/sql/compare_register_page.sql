-- binary
-- A page of the persons for 整合性確認 with the register. $1 blind index of the last one before in hexadecimal ('' at
-- first), $2 how many: blind index, the row, whether of a resident, the blind indexes of both numbers
SELECT encode(p.code_index, 'hex'), r.register_ref, r.update_number::text, r.content, (r.current AND NOT p.replaced)::text,
       encode(r.code_index, 'hex'), encode(r.number_index, 'hex')
FROM (SELECT code_index, register_ref, update_number, replaced FROM person WHERE code_index > decode($1, 'hex')
      ORDER BY code_index LIMIT $2::int) p
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
ORDER BY p.code_index
