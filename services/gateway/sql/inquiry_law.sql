-- $1 consumer, $2 item, $3 processing date: the lines of the law about what the consumer may ask under, as law_find.sql.
SELECT v.version, v.effective_from, r.line IS NOT NULL, law_list(r.inquirer_kind), r.affair_code,
       law_list(r.provider_kind), law_list(r.information), r.valid_from, r.valid_to
FROM (SELECT law_table FROM inquiry_affair
      WHERE consumer = $1 AND item = $2 AND valid_from <= $3::date AND (valid_to IS NULL OR valid_to >= $3::date)
      ORDER BY valid_from DESC LIMIT 1) AS a
JOIN law_version v ON v.law_table = a.law_table AND v.state = 'active'
LEFT JOIN law_row r ON r.item = $2 AND r.version = v.version
ORDER BY v.effective_from DESC, v.decided_at DESC, v.version, r.line
