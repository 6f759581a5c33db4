-- The list that an operator got, in its order; lists that nobody may choose from any more go.
-- $1 list_id, $2 operator_id, $3 text[] blind indexes of 住民票コード and $4 text[] answers of a peer, in hexadecimal: one of
-- both each
WITH old AS (
    DELETE FROM search_hit
    WHERE (list_id, place) IN (SELECT list_id, place FROM search_hit WHERE asked_at < now() - interval '30 minutes'
                               ORDER BY asked_at LIMIT 500 FOR UPDATE SKIP LOCKED)
)
INSERT INTO search_hit (list_id, place, operator_id, code_index, answer)
SELECT $1, place, $2, decode(code, 'hex'), decode(answer, 'hex')
FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS t (code, answer, place)
ON CONFLICT (list_id, place) DO UPDATE
SET operator_id = excluded.operator_id, code_index = excluded.code_index, answer = excluded.answer, asked_at = now()
