-- $1 addressee_number, $2 consumer, $3 item, $4 processing date. One row: under which line of the law the consumer may
-- ask, '' when under none; the 団体内統合宛名番号, '' when nobody has the number; whether the 符号 is acquired.
SELECT coalesce(a.law_table, ''), coalesce(a.inquirer_kind, ''), coalesce(a.affair, ''), coalesce(p.integrated_number, ''),
       coalesce(c.state = 'acquired', false)
FROM (SELECT) AS one
LEFT JOIN LATERAL (SELECT * FROM inquiry_affair
                   WHERE consumer = $2 AND item = $3 AND valid_from <= $4::date AND (valid_to IS NULL OR valid_to >= $4::date)
                   ORDER BY valid_from DESC LIMIT 1) AS a ON true
LEFT JOIN person p ON p.addressee_number = $1
LEFT JOIN subject_code c ON c.integrated_number = p.integrated_number
