-- How a comparison stands now, unless it was given up. $1 compare_id, $2 state, $3 own records, $4 the partner's, $5 open, $6 asked,
-- $7 differences, $8 truncated, $9 messages more, $10 bytes more
UPDATE compare
SET state = $2, own_records = $3::bigint, partner_records = $4::bigint, open = $5::bigint, asked = $6::bigint,
    differences = $7::bigint, truncated = $8::boolean, messages = messages + $9::bigint, bytes = bytes + $10::bigint,
    finished_at = CASE WHEN $2 = 'done' THEN now() END
WHERE compare_id = $1 AND state <> 'abandoned'
