-- $1 request id, $2 restraint id, $3 status, $4 entry, $5 text[] addressee numbers, $6 household, $7 entered by
INSERT INTO restraint_request (request_id, restraint_id, status, entry, addressee_number, household, entered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
