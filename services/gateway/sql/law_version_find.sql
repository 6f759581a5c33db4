-- $1 version: locked until the decision is written. Columns as law_versions, and whether any line tells the parties.
SELECT v.version, v.law_table, v.state, v.effective_from, v.row_count, v.digest, v.loaded_by,
       to_char(v.loaded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), v.decided_by,
       to_char(v.decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       EXISTS (SELECT FROM law_row r WHERE r.version = v.version AND r.inquirer_kind IS NOT NULL)
FROM law_version v
WHERE v.version = $1
FOR UPDATE OF v
