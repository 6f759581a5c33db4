-- rows
-- $1 event id, $2 its consumer, $3 change_id, $4 addressee_number
INSERT INTO feed_event (event_id, consumer, change_id, addressee_number)
SELECT event_id::uuid, consumer, change_id, addressee_number
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS t (event_id, consumer, change_id, addressee_number)
