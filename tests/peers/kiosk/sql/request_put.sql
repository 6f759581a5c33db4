-- $1 request id, $2 kind, $3 household
INSERT INTO request (request_id, kind, household) VALUES ($1, $2::int, $3)
