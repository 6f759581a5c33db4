-- rows
-- $1 topic, $2 key: one more number of that key per row. The row locks, always taken in the same order, make
-- outbox ids of one key follow commit order: outbox_insert_sequenced comes after this. By key first: what tells keys
-- apart stands in their first bytes, so they are sorted by half the work.
INSERT INTO outbox_stream AS s (topic, key, last)
SELECT topic, key, count(*) FROM (SELECT unnest($1::text[]) AS topic, unnest($2::text[]) AS key) AS event
GROUP BY key, topic ORDER BY key, topic
ON CONFLICT (topic, key) DO UPDATE SET last = s.last + excluded.last
