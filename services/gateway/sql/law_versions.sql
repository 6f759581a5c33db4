-- Every version, by table, the one that counts first.
SELECT v.version, v.law_table, v.state, v.effective_from, v.row_count, v.digest, v.loaded_by,
       to_char(v.loaded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), v.decided_by,
       to_char(v.decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM (SELECT * FROM law_version ORDER BY loaded_at DESC LIMIT 300) v
ORDER BY v.law_table, v.effective_from DESC NULLS LAST, v.decided_at DESC, v.loaded_at DESC
