-- $1 change_id: its notices, oldest first: event_id, when sent, when acknowledged (RFC 3339, UTC), change_id,
-- register_ref, number in the order of the person, 異動事由, whether it has left, how often, what it repeats
SELECT n.event_id,
       to_char(n.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       to_char(n.acknowledged_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       n.change_id, n.register_ref, n.sequence, n.reason,
       NOT EXISTS (SELECT FROM outbox b WHERE b.id <= n.outbox_id AND b.ce_id = n.event_id)
           AND NOT EXISTS (SELECT FROM outbox_held h WHERE h.ce_id = n.event_id),
       coalesce(o.attempts, 1), n.resent_of
FROM notice n
LEFT JOIN notice_overdue o ON o.event_id = n.event_id
WHERE n.change_id = $1
ORDER BY n.sent_at, n.event_id
LIMIT 1000
