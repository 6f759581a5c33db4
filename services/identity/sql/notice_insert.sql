-- rows
-- $1 event_id, $2 change_id, $3 register_ref, $4 subject, $5 更新順番号 of the record, $6 異動事由, $7 event_id of the notice
-- that it repeats, or null, $8 bytea ResidentNotice. The event stands in the outbox already, and no other of its
-- person in this round, so that the number last given is its own.
INSERT INTO notice (event_id, change_id, register_ref, subject, update_number, reason, resent_of, payload, sequence, outbox_id)
SELECT event_id, change_id, register_ref, subject, update_number::bigint, reason, resent_of, payload,
       (SELECT s.last FROM outbox_stream s WHERE s.topic = 'link.prefecture.out' AND s.key = t.register_ref),
       (SELECT id FROM outbox ORDER BY id DESC LIMIT 1)
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[])
     AS t (event_id, change_id, register_ref, subject, update_number, reason, resent_of, payload)
