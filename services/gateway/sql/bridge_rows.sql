-- $1 consumer, $2 after, $3 until: of each person the last record in this part of the log, by 宛名番号
SELECT DISTINCT ON (key) sequence, type, payload
FROM bridge_event
WHERE consumer = $1 AND id > $2::bigint AND id <= $3::bigint AND snapshot_id = ''
ORDER BY key, id DESC
