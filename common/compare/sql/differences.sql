-- What a comparison found. $1 compare_id, or '' for the latest with $2 partner: reference, register_ref, kind, items
SELECT left(encode(position, 'hex'), 16), split_part(local_ref, ' ', 1), kind, item
FROM compare_difference
WHERE compare_id = CASE WHEN $1 <> '' THEN $1 ELSE
    (SELECT compare_id FROM compare WHERE partner = $2 ORDER BY started_at DESC LIMIT 1) END
ORDER BY position LIMIT 500
