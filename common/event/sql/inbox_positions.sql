-- $1 text[] topics, $2 text[] keys: the last number applied, 0 when none was, and whether later ones wait. The
-- rows stay locked, so that two instances never apply the next number of one key at once.
SELECT t.topic, t.key,
       coalesce((SELECT s.last FROM inbox_stream s WHERE s.topic = t.topic AND s.key = t.key FOR NO KEY UPDATE), 0),
       EXISTS (SELECT FROM parked p WHERE p.topic = t.topic AND p.key = t.key)
FROM (SELECT unnest($1::text[]) AS topic, unnest($2::text[]) AS key) AS t
