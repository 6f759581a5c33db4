-- The first answer to a request, if it is there. $1 request id
SELECT refused, issue_number, persons FROM answer WHERE request_id = $1 ORDER BY id LIMIT 1
