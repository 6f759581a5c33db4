-- $1 kind, $2 approval_id, $3 request, $4 digest, $5 who asks, $6 today, $7 last day
INSERT INTO approval (kind, approval_id, request, digest, asked_by, asked_on, valid_until)
VALUES ($1, $2, $3, $4, $5, $6::date, $7::date)
