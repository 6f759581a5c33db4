-- The persons shown on a certificate, and how its latest end stands: kind, step; 0 when it is open. $1 issue number
SELECT c.addressee_number, coalesce(e.kind, 0), coalesce(e.step, 0)
FROM certificate_issue c
LEFT JOIN LATERAL (
    SELECT kind, step FROM certificate_end d WHERE d.issue_number = $1 ORDER BY step DESC LIMIT 1) e ON true
WHERE c.issue_number = $1
