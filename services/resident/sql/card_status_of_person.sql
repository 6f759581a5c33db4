-- $1 addressee number: how the person's cards stand, latest first
SELECT c.card_ref, c.state, c.collected, c.reason, c.expires_on, c.since
FROM person p
JOIN card_status c ON c.register_ref = p.register_ref
WHERE p.addressee_number = $1
ORDER BY c.known_at DESC, c.card_ref
