-- $1 request_id: the inquiry, or none
SELECT peer, open, operator_id, terminal_id, office FROM inquiry WHERE request_id = $1
