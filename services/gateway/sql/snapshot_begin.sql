-- $1 snapshot_id, $2 consumer, $3 reason, $4 request id of the consumer's wish or ''
INSERT INTO snapshot (snapshot_id, consumer, reason, request_id, state) VALUES ($1, $2, $3, $4, 'opening')
