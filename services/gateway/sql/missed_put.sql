-- rows
-- $1 consumer that could not be told: its keyring is missing
INSERT INTO consumer_missed (consumer) SELECT DISTINCT consumer FROM unnest($1::text[]) AS t (consumer)
ON CONFLICT DO NOTHING
