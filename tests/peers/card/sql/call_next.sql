-- The oldest call that is not done, with its card: nulls when there is none
SELECT l.id, l.kind, l.register_ref, c.card_ref, c.register_ref, c.state, c.collected, c.reason
FROM call l
LEFT JOIN card c ON c.card_ref = l.card_ref
WHERE l.outcome IS NULL
ORDER BY l.id
LIMIT 1
FOR UPDATE OF l SKIP LOCKED
