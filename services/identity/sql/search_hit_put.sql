-- rows
-- A list that an operator got, in its order; lists that nobody may choose from any more go.
-- $1 list_id, $2 place, $3 operator_id, $4 bytea blind index of 住民票コード or $5 bytea InquiredPerson of a peer, kept
WITH old AS (
    DELETE FROM search_hit
    WHERE (list_id, place) IN (SELECT list_id, place FROM search_hit WHERE asked_at < now() - interval '30 minutes'
                               ORDER BY asked_at LIMIT 500 FOR UPDATE SKIP LOCKED)
)
INSERT INTO search_hit (list_id, place, operator_id, code_index, answer)
SELECT list_id, place::int, operator_id, code_index, answer
FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bytea[]) AS t (list_id, place, operator_id, code_index, answer)
ON CONFLICT (list_id, place) DO UPDATE
SET operator_id = excluded.operator_id, code_index = excluded.code_index, answer = excluded.answer, asked_at = now()
