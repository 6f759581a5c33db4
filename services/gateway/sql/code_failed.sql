-- rows
-- $1 団体内統合宛名番号, $2 the request that was answered, $3 why
UPDATE subject_code s SET state = 'failed', reason = left(t.reason, 100), changed_at = now()
FROM unnest($1::text[], $2::text[], $3::text[]) AS t (integrated_number, request_id, reason)
WHERE s.integrated_number = t.integrated_number AND s.request_id = t.request_id
