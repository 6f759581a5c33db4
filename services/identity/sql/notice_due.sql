-- binary
-- Notices to be sent again, and first of all who of those sent meanwhile has become overdue (a transaction that takes
-- longer than $1 would be missed). Two instances never get the same; what waits for the prefecture's hours is not late.
-- $1 seconds until a receipt is overdue, $2 how many at once: event_id, change_id, register_ref, subject, number in the order of the person, ResidentNotice
WITH look AS (
    UPDATE notice_look l SET looked_until = now() - make_interval(secs => $1::float8)
    FROM (SELECT one, looked_until FROM notice_look WHERE one FOR UPDATE) AS before
    WHERE l.one = before.one AND before.looked_until < now() - make_interval(secs => $1::float8)
    RETURNING before.looked_until AS since
), fresh AS (
    INSERT INTO notice_overdue (event_id)
    SELECT n.event_id
    FROM look JOIN notice n ON n.sent_at > look.since AND n.sent_at <= now() - make_interval(secs => $1::float8)
    WHERE n.acknowledged_at IS NULL AND n.payload IS NOT NULL
      AND NOT EXISTS (SELECT FROM outbox_held h WHERE h.ce_id = n.event_id)
    ON CONFLICT DO NOTHING
), due AS (
    UPDATE notice_overdue SET attempts = attempts + 1, attempted_at = now()
    WHERE event_id IN (
        SELECT event_id FROM notice_overdue o WHERE attempted_at <= now() - make_interval(secs => $1::float8)
          AND NOT EXISTS (SELECT FROM outbox_held h WHERE h.ce_id = o.event_id)
        ORDER BY attempted_at, event_id LIMIT $2::int FOR UPDATE SKIP LOCKED)
    RETURNING event_id
)
SELECT n.event_id, n.change_id, n.register_ref, n.subject, n.sequence::text, n.payload
FROM due JOIN notice n ON n.event_id = due.event_id
ORDER BY n.register_ref, n.sequence
