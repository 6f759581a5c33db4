-- $1 consumer: the rows that it could not take, the latest file first
SELECT number, line, code, addressee_number FROM bridge_error WHERE consumer = $1 ORDER BY number DESC, line LIMIT 500
