-- $1 request id, $2 designation id, $3 status, $4 entry, $5 text[] addressee numbers, $6 entered by
INSERT INTO destination_request (request_id, designation_id, status, entry, addressee_number, entered_by)
VALUES ($1, $2, $3, $4, $5, $6)
