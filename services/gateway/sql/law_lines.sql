-- $1 version, $2 item or NULL for all, $3 how many at most. The lines of a version in the order of its file; lists with
-- ';' between.
SELECT r.version, v.effective_from, r.line, r.item, r.inquirer, array_to_string(r.inquirer_kind, ';'), r.affair_code,
       r.affair, r.provider, array_to_string(r.provider_kind, ';'), array_to_string(r.information, ';'), r.valid_from,
       r.valid_to, r.source
FROM law_row r
JOIN law_version v ON v.version = r.version
WHERE r.version = $1 AND ($2::text IS NULL OR r.item = $2)
ORDER BY r.line
LIMIT $3::int
