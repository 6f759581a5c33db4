-- $1 inquiry_id: the sealed 符号 of whom it is about, or none
SELECT c.code
FROM inquiry i
JOIN subject_code c ON c.integrated_number = i.integrated_number AND c.state = 'acquired'
WHERE i.inquiry_id = $1
