-- $1 text[] topics, $2 text[] keys: the last number applied, and whether later ones wait
SELECT t.topic, t.key, s.last,
       EXISTS (SELECT FROM parked p WHERE p.topic = t.topic AND p.key = t.key)
FROM unnest($1::text[], $2::text[]) AS t (topic, key)
JOIN inbox_stream s ON s.topic = t.topic AND s.key = t.key
