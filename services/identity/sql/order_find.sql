-- $1 request_id: the order, or none. Locked, so that who finds the stock empty meanwhile waits and orders anew.
SELECT delivered_at IS NULL, count FROM code_order WHERE request_id = $1 FOR UPDATE
