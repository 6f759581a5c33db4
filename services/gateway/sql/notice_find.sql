-- $1 notice_id: the notice, locked, and how many of its deliveries wait, were made, failed; or none
SELECT n.notice_id, n.consumer, n.title, n.body, n.state, n.entered_by, coalesce(n.decided_by, ''), d.waiting, d.delivered,
       d.failed
FROM notice n,
     LATERAL (SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
                     count(*) FILTER (WHERE state = 'delivered') AS delivered,
                     count(*) FILTER (WHERE state = 'failed') AS failed
              FROM notice_delivery WHERE notice_id = n.notice_id) AS d
WHERE n.notice_id = $1
FOR UPDATE OF n
