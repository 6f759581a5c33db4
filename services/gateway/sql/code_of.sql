-- $1 addressee_number: as code_due
SELECT p.integrated_number, p.addressee_number, p.history_number, p.content, p.numbered, s.state
FROM person p LEFT JOIN subject_code s ON s.integrated_number = p.integrated_number
WHERE p.addressee_number = $1
