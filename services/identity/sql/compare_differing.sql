-- binary
-- A page of the records here that a comparison found to differ, as they stand now. $1 compare_id, $2 position of the
-- last one before in hexadecimal ('' at first), $3 how many: position, then as compare_page
SELECT encode(d.position, 'hex'), r.register_ref, r.update_number::text, r.content, r.resident_code, r.individual_number
FROM (SELECT position, local_ref FROM compare_difference
      WHERE compare_id = $1 AND position > decode($2, 'hex') AND kind <> 'only_there'
      ORDER BY position LIMIT $3::int) d
JOIN person p ON p.code_index = decode(split_part(d.local_ref, ' ', 2), 'hex')
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
ORDER BY d.position
