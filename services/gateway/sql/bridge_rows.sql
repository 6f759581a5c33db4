-- $1 consumer, $2 after, $3 until: of each person the last record in this part of the log, by 宛名番号, and whether the
-- person is restrained now, event id
SELECT DISTINCT ON (key) sequence, type, payload,
       EXISTS (SELECT FROM restraint r WHERE r.addressee_number = key AND r.restrained), event_id
FROM bridge_event
WHERE consumer = $1 AND id > $2::bigint AND id <= $3::bigint AND snapshot_id = ''
ORDER BY key, id DESC
