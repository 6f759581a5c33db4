-- $1 law table, $2 item, $3 how many at most. The lines about the item in every active version, those of this table
-- first. Columns as law_lines.
SELECT r.version, v.effective_from, r.line, r.item, r.inquirer, array_to_string(r.inquirer_kind, ';'), r.affair_code,
       r.affair, r.provider, array_to_string(r.provider_kind, ';'), array_to_string(r.information, ';'), r.valid_from,
       r.valid_to, r.source
FROM law_row r
JOIN law_version v ON v.version = r.version AND v.state = 'active'
WHERE r.item = $2
ORDER BY v.law_table <> $1, v.law_table, v.effective_from DESC, v.decided_at DESC, r.line
LIMIT $3::int
