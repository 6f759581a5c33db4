-- $1 affair, or null: what its offices entered, or all, and waits, the oldest first. Columns as copy_entry_find.
SELECT e.entry_id, e.kind, e.state, e.purpose, e.row_count, e.digest, e.addressee_number, e.information, e.flag,
       e.flag_set, e.entered_by, e.decided_by, to_char(e.entered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       array_to_string(e.checked_by, E'\x1f')
FROM copy_entry e
WHERE e.state = 'entered' AND ($1::text IS NULL OR e.affair = $1)
ORDER BY e.entered_at
LIMIT 200
