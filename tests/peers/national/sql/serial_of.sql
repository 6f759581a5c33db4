-- $1 request_id: the serial it was answered with, else the next one
SELECT coalesce((SELECT serial FROM issued WHERE request_id = $1), nextval('serial'))
