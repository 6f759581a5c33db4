-- rows
-- $1 consumer, $2 the version of it that needs a snapshot: its keyring is missing, or its first day is to come
INSERT INTO consumer_missed (consumer, version)
SELECT DISTINCT consumer, version::int FROM unnest($1::text[], $2::text[]) AS t (consumer, version)
ON CONFLICT DO NOTHING
