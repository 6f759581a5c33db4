-- binary
-- A page of the persons here that a comparison found to differ, as they stand now. $1 compare_id, $2 position of the
-- last one before in hexadecimal ('' at first), $3 how many: position, then the latest record
SELECT encode(d.position, 'hex'), r.addressee_number, r.history_number::text, r.content
FROM (SELECT position, local_ref FROM compare_difference
      WHERE compare_id = $1 AND position > decode($2, 'hex') AND kind <> 'only_there'
      ORDER BY position LIMIT $3::int) d
JOIN person p ON p.addressee_number = split_part(d.local_ref, ' ', 2)
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
ORDER BY d.position
