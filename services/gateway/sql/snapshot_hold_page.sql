-- $1 topic of the feed, $2 宛名番号, $3 rows, $4 consumer, $5 processing date: the 宛名番号 of snapshot_page. Their numbers
-- (outbox_stream) are held from here on, so that no change of theirs is told between reading them and telling of them: one that
-- came first is read, one that comes later is told later.
WITH consumer AS MATERIALIZED (
    SELECT c.affair FROM consumers_on($5::date) AS c WHERE c.id = $4
), page AS MATERIALIZED (
    SELECT addressee_number FROM (
        (SELECT p.addressee_number FROM person p WHERE p.addressee_number > $2 ORDER BY p.addressee_number LIMIT $3::int)
        UNION
        (SELECT DISTINCT l.addressee_number FROM affair_link l
         WHERE l.affair = (SELECT affair FROM consumer) AND l.addressee_number > $2
         ORDER BY l.addressee_number LIMIT $3::int)
    ) AS u
    ORDER BY addressee_number LIMIT $3::int
), held AS (
    INSERT INTO outbox_stream AS s (topic, key, last)
    SELECT $1, addressee_number, 0 FROM page ORDER BY addressee_number
    ON CONFLICT (topic, key) DO UPDATE SET last = s.last WHERE false
)
SELECT addressee_number FROM page ORDER BY addressee_number
