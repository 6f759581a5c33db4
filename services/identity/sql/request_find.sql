-- $1 request_id: the request, or none
SELECT change_id, register_ref, subject, state, kind, code_index, number_index
FROM number_request WHERE request_id = $1
