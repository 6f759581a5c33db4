-- A free code for a request: every code stands at a random place, and each draw begins at another. Two draws never
-- get the same; a request that is known draws none. $1 request_id
WITH point AS MATERIALIZED (
    SELECT gen_random_uuid() AS place
), ahead AS MATERIALIZED (
    SELECT code_index FROM code_stock WHERE request_id IS NULL AND place >= (SELECT place FROM point)
    ORDER BY place LIMIT 1 FOR UPDATE SKIP LOCKED
), behind AS MATERIALIZED (
    SELECT code_index FROM code_stock
    WHERE request_id IS NULL AND place < (SELECT place FROM point) AND NOT EXISTS (SELECT FROM ahead)
    ORDER BY place LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE code_stock s
SET request_id = $1, drawn_at = now()
WHERE s.code_index IN (SELECT code_index FROM ahead UNION ALL SELECT code_index FROM behind)
  AND NOT EXISTS (SELECT FROM number_request WHERE request_id = $1)
RETURNING s.resident_code
