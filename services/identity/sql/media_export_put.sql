-- $1 permit_id, $2 request_id, $3 operator, $4 terminal, $5 purpose, $6 persons, $7 digest, $8 bytes
WITH used AS (
    UPDATE media_permit SET state = 'used' WHERE permit_id = $1
)
INSERT INTO media_export (permit_id, request_id, operator_id, terminal_id, purpose, persons, digest, size_bytes)
VALUES ($1, $2, $3, $4, $5, $6::int, $7, $8::bigint)
