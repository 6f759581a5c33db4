-- rows
-- $1 topic, $2 key: one more number of that key per row. The row locks, always taken in the same order, make
-- outbox ids of one key follow commit order: outbox_insert_sequenced comes after this.
INSERT INTO outbox_stream AS s (topic, key, last)
SELECT topic, key, count(*) FROM unnest($1::text[], $2::text[]) AS event (topic, key)
GROUP BY topic, key ORDER BY topic, key
ON CONFLICT (topic, key) DO UPDATE SET last = s.last + excluded.last
