-- $1 topic of the feed, $2 宛名番号, $3 a bound, $4 rows, $5 request_id, $6 consumer, $7 processing date: the 宛名番号 of
-- snapshot_page behind the one up to the other, and of whom the consumer told, there or not; held as in snapshot_hold_page
WITH consumer AS MATERIALIZED (
    SELECT c.affair FROM consumers_on($7::date) AS c WHERE c.id = $6
), page AS MATERIALIZED (
    (SELECT addressee_number FROM person
     WHERE addressee_number > $2 AND addressee_number <= $3 ORDER BY addressee_number LIMIT $4::int)
    UNION
    (SELECT DISTINCT addressee_number FROM affair_link
     WHERE affair = (SELECT affair FROM consumer) AND addressee_number > $2 AND addressee_number <= $3
     ORDER BY addressee_number LIMIT $4::int)
    UNION
    (SELECT addressee_number FROM reconcile_entry
     WHERE request_id = $5 AND addressee_number > $2 AND addressee_number <= $3
     ORDER BY addressee_number LIMIT $4::int)
), held AS (
    INSERT INTO outbox_stream AS s (topic, key, last)
    SELECT $1, addressee_number, 0 FROM page ORDER BY addressee_number
    ON CONFLICT (topic, key) DO UPDATE SET last = s.last WHERE false
)
SELECT addressee_number FROM page ORDER BY addressee_number
