-- What proofs are made from, as of one moment: the checkpoint, and the tiles above the entries and at the end of its tree.
-- $1 bigint[] indexes of entries from 1, $2 uuid record_id, may be null, $3 size of the checkpoint, 0: the last one:
-- level, index, hashes; the checkpoint has level -1, its size as index and its note
WITH signed AS (
    SELECT size, note FROM cosigned_checkpoint WHERE size = $3::bigint
    UNION ALL
    (SELECT c.size, c.note || coalesce((SELECT string_agg(line, '' ORDER BY witness) FROM cosignature s WHERE s.size = c.size), '')
     FROM checkpoint c
     WHERE $3::bigint = 0 AND (c.signed_at < clock_timestamp() - interval '2 s'
         OR c.witnesses <= (SELECT count(*) FROM cosignature s WHERE s.size = c.size))
     ORDER BY c.size DESC LIMIT 1)
), leaf (at) AS (
    SELECT unnest($1::bigint[]) - 1
    UNION SELECT index - 1 FROM audit_log WHERE record_id = $2::uuid
    UNION SELECT size FROM signed
), wanted AS (
    SELECT DISTINCT level, at >> (8 * (level + 1)) AS index FROM leaf, generate_series(0, 6) AS level
)
SELECT -1, size, convert_to(note, 'UTF8') FROM signed
UNION ALL
SELECT t.level, t.index, t.hashes
FROM wanted w CROSS JOIN LATERAL
    (SELECT level, index, hashes FROM tile WHERE level = w.level AND index = w.index) AS t
