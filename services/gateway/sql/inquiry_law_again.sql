-- $1 inquiry_id, $2 processing date: the lines of the law about what an inquiry was entered under, as law_find.sql; none
-- when its office may ask under them no longer
SELECT v.version, v.effective_from, r.line IS NOT NULL, law_list(r.inquirer_kind), r.affair_code,
       law_list(r.provider_kind), law_list(r.information), r.valid_from, r.valid_to
FROM inquiry i
JOIN inquiry_affair a ON a.consumer = i.consumer AND a.item = i.item AND a.law_table = i.law_table
     AND a.valid_from <= $2::date AND (a.valid_to IS NULL OR a.valid_to >= $2::date)
JOIN law_version v ON v.law_table = i.law_table AND v.state = 'active'
LEFT JOIN law_row r ON r.item = i.item AND r.version = v.version
WHERE i.inquiry_id = $1
ORDER BY v.effective_from DESC, v.decided_at DESC, v.version, r.line
