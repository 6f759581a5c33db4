-- $1 notice_id: its deliveries that wait, with the sealed 符号
SELECT d.delivery_id, d.notice_id, d.integrated_number,
       coalesce((SELECT min(addressee_number) FROM person p WHERE p.integrated_number = d.integrated_number), ''), d.state,
       c.code
FROM notice_delivery d
LEFT JOIN subject_code c ON c.integrated_number = d.integrated_number AND c.state = 'acquired'
WHERE d.notice_id = $1 AND d.state = 'waiting'
ORDER BY d.delivery_id
