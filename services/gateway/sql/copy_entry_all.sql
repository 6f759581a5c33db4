-- $1 entry_id: all its lines, those of one 副本 together: line, 団体内統合宛名番号, information, as_of, item, value
SELECT r.line, p.integrated_number, r.information, r.as_of, r.item, r.value
FROM copy_entry_row r
LEFT JOIN person p ON p.addressee_number = r.addressee_number
WHERE r.entry_id = $1
ORDER BY p.integrated_number, r.information, r.line
