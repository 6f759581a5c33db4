-- $1 consumer, $2 number: with the file go its rows of the log, so far as no file before it waits for its answer, its errors and
-- its receipts; those that were refused stay until their refusal is taken away (bridge_refusals_over)
WITH f AS (
    UPDATE bridge_file SET state = 'erased' WHERE consumer = $1 AND number = $2::bigint RETURNING *
), errors AS (
    DELETE FROM bridge_error WHERE consumer = $1 AND number = $2::bigint
), receipts AS (
    DELETE FROM bridge_receipt WHERE consumer = $1 AND number = $2::bigint AND settled_at IS NOT NULL AND refused = ''
)
DELETE FROM bridge_event b USING f
WHERE b.consumer = f.consumer AND b.id <= f.until
  AND b.id <= coalesce((SELECT min(o.after) FROM bridge_file o
                        WHERE o.consumer = $1 AND o.state IN ('planned', 'sealed', 'placed', 'written')), f.until)
