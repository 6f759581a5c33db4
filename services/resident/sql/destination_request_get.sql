-- $1 request id
SELECT status, entry, entered_by, designation_id FROM destination_request WHERE request_id = $1
