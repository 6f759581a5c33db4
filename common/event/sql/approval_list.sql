-- $1 kind or '', $2 approval_id or '': that request, or what waits; $3 how many at most. Columns as approval_find
SELECT kind, approval_id, request, digest, asked_by, asked_on, valid_until, state, decided_by, decided_on, used_by, used_on
FROM approval
WHERE ($1 = '' OR kind = $1) AND (approval_id = $2 OR ($2 = '' AND state = 'asked'))
ORDER BY asked_on, approval_id
LIMIT $3::bigint
