-- $1 entry_id, $2 the affair that entered it, or null for any: locked until the decision is written; the last column has
-- who checked it with a mark between
SELECT e.entry_id, e.kind, e.state, e.purpose, e.row_count, e.digest, e.addressee_number, e.information, e.flag,
       e.flag_set, e.entered_by, e.decided_by, to_char(e.entered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       array_to_string(e.checked_by, E'\x1f')
FROM copy_entry e
WHERE e.entry_id = $1 AND ($2::text IS NULL OR e.affair = $2)
FOR UPDATE
