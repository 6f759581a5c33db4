-- rows
-- $1 addressee_number, $2 consumer
INSERT INTO consumer_scope (addressee_number, consumer)
SELECT * FROM unnest($1::text[], $2::text[]) AS t (addressee_number, consumer)
ON CONFLICT DO NOTHING
