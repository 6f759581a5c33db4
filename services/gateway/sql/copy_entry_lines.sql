-- $1 entry_id, $2 how many at most, $3 the line behind which they are
SELECT line, addressee_number, information, as_of, item, value FROM copy_entry_row
WHERE entry_id = $1 AND line > $3::int
ORDER BY line
LIMIT $2::int
