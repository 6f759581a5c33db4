-- $1 text[] event ids; the first receipt counts
WITH received AS (
    DELETE FROM notice_overdue WHERE event_id = ANY ($1::text[])
)
UPDATE notice SET acknowledged_at = now() WHERE event_id = ANY ($1::text[]) AND acknowledged_at IS NULL
