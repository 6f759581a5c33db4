-- $1 kind, $2 approval_id: the request, locked, so that it is decided and used once
SELECT kind, approval_id, request, digest, asked_by, asked_on, valid_until, state, decided_by, decided_on, used_by, used_on
FROM approval WHERE kind = $1 AND approval_id = $2
FOR UPDATE
