-- $1 request id or NULL for all that were asked for, $2 code of the refusal or NULL
UPDATE snapshot_request SET answered_at = now(), refusal = $2
WHERE asked_at IS NOT NULL AND answered_at IS NULL AND ($1::text IS NULL OR request_id = $1)
