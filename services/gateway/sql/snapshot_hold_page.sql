-- $1 topic of the feed, $2 宛名番号, $3 rows: the next persons behind it. Their numbers (outbox_stream) are held from here on,
-- so that no change of theirs is told between reading them and telling of them: one that came first is read, one that
-- comes later is told later.
WITH page AS MATERIALIZED (
    SELECT addressee_number FROM person WHERE addressee_number > $2 ORDER BY addressee_number LIMIT $3::int
), held AS (
    INSERT INTO outbox_stream AS s (topic, key, last)
    SELECT $1, addressee_number, 0 FROM page ORDER BY addressee_number
    ON CONFLICT (topic, key) DO UPDATE SET last = s.last WHERE false
)
SELECT addressee_number FROM page ORDER BY addressee_number
