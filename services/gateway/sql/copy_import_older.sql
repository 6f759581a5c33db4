-- $1 entry_id: how many 副本 are newer than what the file has of them
SELECT count(*) FILTER (WHERE c.as_of > w.as_of)
FROM (SELECT DISTINCT p.integrated_number, r.information, r.as_of
      FROM copy_entry_row r LEFT JOIN person p ON p.addressee_number = r.addressee_number
      WHERE r.entry_id = $1) AS w
LEFT JOIN copy c ON c.integrated_number = w.integrated_number AND c.information = w.information
