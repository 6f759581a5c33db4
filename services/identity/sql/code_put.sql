-- rows
-- A delivered code; one that the file or the stock has already stays as it is.
-- $1 bytea blind index, $2 bytea sealed code, $3 the request that it goes to at once, or null
INSERT INTO code_stock (code_index, resident_code, request_id, drawn_at)
SELECT code_index, resident_code, request_id, CASE WHEN request_id IS NOT NULL THEN now() END
FROM unnest($1::bytea[], $2::bytea[], $3::text[]) AS t (code_index, resident_code, request_id)
WHERE NOT EXISTS (SELECT FROM person WHERE person.code_index = t.code_index)
ON CONFLICT (code_index) DO NOTHING
