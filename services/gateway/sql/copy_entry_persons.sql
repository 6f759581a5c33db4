-- $1 entry_id: of whom its lines are
SELECT DISTINCT addressee_number FROM copy_entry_row WHERE entry_id = $1 ORDER BY addressee_number
