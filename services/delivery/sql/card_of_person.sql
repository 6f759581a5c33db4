-- rows
-- $1 register_ref: the person's cards, oldest first. The rows stay locked.
SELECT c.card_ref, c.state, c.collected, c.reason, c.expires_on, c.lapse_on, q.n
FROM unnest($1::text[]) WITH ORDINALITY AS q (register_ref, n)
JOIN card c ON c.register_ref = q.register_ref
ORDER BY q.n, c.known_at, c.card_ref
FOR UPDATE OF c
