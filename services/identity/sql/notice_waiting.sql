-- Notices whose receipt is overdue, the oldest attempt first; columns as notice_of_change
SELECT n.event_id,
       to_char(n.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       to_char(n.acknowledged_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       n.change_id, n.register_ref, n.sequence, n.reason,
       NOT EXISTS (SELECT FROM outbox b WHERE b.id <= n.outbox_id AND b.ce_id = n.event_id)
           AND NOT EXISTS (SELECT FROM outbox_held h WHERE h.ce_id = n.event_id),
       o.attempts, n.resent_of
FROM (SELECT event_id, attempts, attempted_at FROM notice_overdue ORDER BY attempted_at, event_id LIMIT 1000) o
JOIN notice n ON n.event_id = o.event_id
ORDER BY o.attempted_at, n.event_id
