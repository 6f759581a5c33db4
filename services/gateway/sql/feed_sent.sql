-- $1 text[] event ids, $2 text[] their consumers, $3 change_id, $4 addressee_number
INSERT INTO feed_event (event_id, consumer, change_id, addressee_number)
SELECT event_id, consumer, $3, $4 FROM unnest($1::uuid[], $2::text[]) AS sent (event_id, consumer)
