-- $1 entry_id, $2 how many at most
SELECT line, addressee_number, information, as_of, item, value FROM copy_entry_row
WHERE entry_id = $1
ORDER BY line
LIMIT $2::int
