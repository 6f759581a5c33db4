-- How many codes are free, and whether more were ordered within the hour, or wait for the national body's hours, and have
-- not come. The order is locked: a
-- delivery sees every request that found the stock empty before it.
WITH awaited AS MATERIALIZED (
    SELECT 1 FROM code_order c
    WHERE delivered_at IS NULL
      AND (ordered_at > now() - interval '1 hour' OR EXISTS (SELECT FROM outbox_held h WHERE h.ce_id = c.event_id))
    FOR SHARE OF c
)
SELECT (SELECT count(*) FROM code_stock WHERE request_id IS NULL), EXISTS (SELECT FROM awaited)
