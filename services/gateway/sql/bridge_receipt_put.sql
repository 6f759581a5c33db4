-- $1 consumer, $2 name, $3 SHA-256, $4 number of the file, $5 result, $6 why it is refused, $7 bigint[] lines, $8 text[] codes
INSERT INTO bridge_receipt (consumer, name, sha256, number, result, refused, line, code)
VALUES ($1, $2, $3, $4::bigint, $5, $6, $7::bigint[]::int[], $8::text[])
ON CONFLICT DO NOTHING
