-- $1 delivery_id: the delivery of a notice that was sent, locked; columns as notice_deliveries.sql
SELECT d.delivery_id, d.notice_id, d.integrated_number,
       coalesce((SELECT min(addressee_number) FROM person p WHERE p.integrated_number = d.integrated_number), ''), d.state,
       c.code
FROM notice_delivery d
JOIN notice n ON n.notice_id = d.notice_id AND n.state = 'sent'
LEFT JOIN subject_code c ON c.integrated_number = d.integrated_number AND c.state = 'acquired'
WHERE d.delivery_id = $1
FOR UPDATE OF d
