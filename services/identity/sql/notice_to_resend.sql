-- binary
-- $1 event_id: the notice and the record that it tells of, or none: change_id, register_ref, subject, 更新順番号, 異動事由,
-- ResidentNotice, whether no other came after it, the row with its numbers, who has the record in hand
SELECT n.change_id, n.register_ref, n.subject, n.update_number::text, n.reason, n.payload,
       (n.sequence = (SELECT s.last FROM outbox_stream s
                      WHERE s.topic = 'link.prefecture.out' AND s.key = n.register_ref))::text,
       r.register_ref, r.update_number::text, r.content, r.resident_code, r.individual_number, p.exclusive_operator
FROM notice n
JOIN record r ON r.register_ref = n.register_ref AND r.update_number = n.update_number
LEFT JOIN person p ON p.code_index = r.code_index
WHERE n.event_id = $1 AND n.payload IS NOT NULL
