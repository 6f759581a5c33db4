-- rows
-- $1 addressee_number, $2 consumer
DELETE FROM consumer_scope s USING unnest($1::text[], $2::text[]) AS t (addressee_number, consumer)
WHERE s.addressee_number = t.addressee_number AND s.consumer = t.consumer
