-- $1 consumer, $2 name, $3 SHA-256, $4 number of the file, $5 result, $6 why it is refused, $7 bigint[] lines, $8 text[] codes.
-- One whose refusal was told may come again and be right by now.
INSERT INTO bridge_receipt AS r (consumer, name, sha256, number, result, refused, line, code)
VALUES ($1, $2, $3, $4::bigint, $5, $6, $7::bigint[]::int[], $8::text[])
ON CONFLICT (consumer, sha256) DO UPDATE SET name = excluded.name, number = excluded.number, result = excluded.result,
    refused = excluded.refused, line = excluded.line, code = excluded.code, read_at = now(), settled_at = NULL, told_at = NULL
WHERE r.told_at IS NOT NULL
