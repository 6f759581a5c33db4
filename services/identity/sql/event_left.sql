-- $1 text[] event ids that leave now, after they have waited for the hours or the rate of their link: only from now on
-- can a receipt, or a delivery of codes, be late
WITH again AS (
    UPDATE notice_overdue SET attempted_at = now() WHERE event_id = ANY ($1::text[])
), ordered AS (
    UPDATE code_order SET ordered_at = now() WHERE event_id = ANY ($1::text[]) AND delivered_at IS NULL
)
UPDATE notice n SET sent_at = now()
WHERE n.event_id = ANY ($1::text[]) AND n.acknowledged_at IS NULL
  AND NOT EXISTS (SELECT FROM notice_overdue o WHERE o.event_id = n.event_id)
